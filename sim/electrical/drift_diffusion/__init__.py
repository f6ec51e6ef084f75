r"""Poisson and continuity equations through transport layers and sheets of dots.

    stack (layers beside the emitter)   emitter (sheets of dots with the channels' rates)
            \                              /
             layers (mesh) --> mesh_data (numbers of nodes and edges)
                                   |
       node_laws (densities, charge, recombination)   fluxes (what flows along an edge)
                                   \                  /
                      block_system (Newton's system as a band)
                                   |
    contacts, mobility, ions --> device (state, assembly)
                                   |
                     solver (Newton, ramp) <-- noise (where rounding ends it)
                                   |
                                 sweep --> model --> sheets (currents by channel)

sclc computes films with one kind of carrier by the same equations. The tests hold the assembly
against that of DEVSIM, an independent device simulator.
"""

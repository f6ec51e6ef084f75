"""How a panel's result is stored: in a file of its own, or as a group of its case's."""

from __future__ import annotations

from sim.results.panel import GamutResult, PanelResult
from sim.store.schema import ASSUMPTION, Field, Kind, Schema, array_field, picture_field

GAMUT = Schema(
    GamutResult,
    (
        array_field("ppi", "whole pixels per inch", "1", "p"),
        array_field("drive_cd_m2", "luminance of the driven colour alone", "cd m-2", "Q"),
        array_field("peak_nm", "peak of red, green and blue", "nm", "G"),
        array_field("fwhm_nm", "full width at half maximum", "nm", "G"),
        array_field("electrical", "photons by driven and leaving colour", "1", "QpGG"),
        array_field("optical", "light by driven colour and filter", "1", "pGG"),
    ),
)

PANEL = Schema(
    PanelResult,
    (
        Field("name", Kind.TEXT, "name of the case"),
        Field("config_yaml", Kind.TEXT, "resolved configuration", stored_as="config/yaml"),
        Field("provenance", Kind.ATTRIBUTES, "where, when and with what it was computed"),
        Field("status", Kind.STATUS, "how the frames ended"),
        picture_field("image", "grey of the image", "1", "RC"),
        picture_field("wanted_cd_m2", "luminance of settled pixels", "cd m-2", "RC"),
        picture_field("emitted_cd_m2", "mean luminance over the last frame", "cd m-2", "RC"),
        picture_field("seen_cd_m2", "the same at the cover's far face", "cd m-2", "RC"),
        picture_field("drop_v", "drop of the supply", "V", "RC"),
        array_field("grey", "grey level", "1", "K"),
        array_field("data_v", "data voltage of the level", "V", "K"),
        array_field("grey_wanted_cd_m2", "settled luminance of the level", "cd m-2", "K"),
        array_field("grey_first_cd_m2", "mean over the first frame after black", "cd m-2", "K"),
        array_field("grey_last_cd_m2", "mean over the last frame", "cd m-2", "K"),
        array_field("time_s", "time in a frame after black", "s", "t"),
        array_field("traced_cd_m2", "luminance asked of the pixel", "cd m-2", "S"),
        array_field("traced_gate_v", "gate of the drive transistor", "V", "St"),
        array_field("traced_anode_v", "anode of the LED", "V", "St"),
        array_field("traced_luminance_cd_m2", "luminance in time", "cd m-2", "St"),
        Field("numbers", Kind.NUMBERS_BY_NAME, "scalar, its unit in the name", "as named"),
        Field("power_w", Kind.NUMBERS_BY_NAME, "power by where it goes", "W"),
        Field("uniformity", Kind.NUMBERS_BY_NAME, "of a white panel", "1"),
        Field("errors", Kind.NUMBERS_BY_NAME, "contribution to the luminance's error", "1"),
        Field("gamut", Kind.RECORD, "colours against density", schema=GAMUT),
        Field("warnings", Kind.TEXTS, "sentences for the user"),
        Field("assumptions", Kind.TABLE, "usual values of the transistors", schema=ASSUMPTION),
    ),
)

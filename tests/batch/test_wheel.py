"""The wheel holds all that a film needs: built, installed outside the checkout, and used there.

It is built from the files that the container's recipe copies, and without network: setuptools are
those that are here, and what it depends on is lent by the environment that runs the tests.
"""

from __future__ import annotations

import shutil
import site
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from architecture.recipes import docker_copies

ROOT = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input")
OFFLINE = ("--no-deps", "--no-index", "--quiet")


def done(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command to its end; what it printed."""
    ended = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "HOME": str(cwd), "OMP_NUM_THREADS": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120.0,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def copied_sources(target: Path) -> Path:
    """What the container copies, and no more: building writes nothing into the checkout."""
    for name in docker_copies():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            junk = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, target / name, ignore=junk)
        else:
            shutil.copy(ROOT / name, target / name)
    return target


def lent_paths() -> list[str]:
    """Where the libraries of this environment lie; in a checkout that is its own .venv."""
    places = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    return places or site.getsitepackages()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of a bare environment that holds the wheel."""
    place = tmp_path_factory.mktemp("wheel")
    sources = copied_sources(place / "sources")
    build = (*PIP, "wheel", "--no-build-isolation", *OFFLINE, "--wheel-dir", place, sources)
    done(*build, cwd=place)
    (wheel,) = place.glob("pencsim-*.whl")
    done(sys.executable, "-m", "venv", "--without-pip", place / "bare", cwd=place)
    (packages,) = (place / "bare").glob("lib/python3.*/site-packages")
    # Lines of a .pth file are read, .pth files in the folders that they name are not: the
    # checkout's own editable installation does not come along.
    (packages / "lent.pth").write_text("\n".join(lent_paths()) + "\n")
    unpack = (*PIP, "--python", place / "bare" / "bin" / "python", "install", *OFFLINE)
    done(*unpack, wheel, cwd=place)
    return place / "bare" / "bin"


@pytest.fixture
def pencsim(installed: Path, tmp_path: Path) -> Callable[..., str]:
    """Call the installed command in an empty folder."""

    def call(*arguments: str) -> str:
        return done(installed / "pencsim", *arguments, cwd=tmp_path)

    return call


def test_nothing_comes_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    code = "import geometry, sim, postprocess, pencsim; print(pencsim.__file__, sim.__file__)"
    for path in done(installed / "python", "-c", code, cwd=tmp_path).split():
        assert installed.parent in Path(path).parents


def test_from_an_empty_folder_to_pictures(pencsim: Callable[..., str], tmp_path: Path) -> None:
    pencsim("new", "my_led.yaml")
    assert "sound" in pencsim("validate", "my_led.yaml")
    assert "EQE" in pencsim("run", "my_led.yaml")
    drawn = pencsim("figures", "runs/my_led").split()
    assert {"budget.png", "far_field.png", "eqe.png", "jvl.png"} <= {Path(p).name for p in drawn}
    assert all((tmp_path / path).stat().st_size > 5000 for path in drawn)
    assert (tmp_path / "runs" / "my_led" / "my_led.h5").is_file()


def test_the_data_are_there(pencsim: Callable[..., str]) -> None:
    assert "ITO" in pencsim("materials")
    assert '"$defs"' in pencsim("schema", "case")

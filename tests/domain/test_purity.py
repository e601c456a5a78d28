"""The domain imports nothing but the standard library and itself."""

import subprocess
import sys

PROBE = """
import importlib, pkgutil, sys
import app.domain
for module in pkgutil.iter_modules(app.domain.__path__):
    importlib.import_module(f"app.domain.{module.name}")
allowed = {*sys.stdlib_module_names, "app", "__main__"}
foreign = {name for name in sys.modules if name.partition(".")[0] not in allowed}
outer = {n for n in sys.modules if n.startswith("app.") and not n.startswith("app.domain")}
print(sorted(foreign | outer))
"""


def test_the_domain_is_pure_standard_library():
    probe = [sys.executable, "-S", "-c", PROBE]
    found = subprocess.run(probe, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

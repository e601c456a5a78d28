"""The domain imports nothing but the standard library and itself."""

import subprocess
import sys

PROBE = """
import pkgutil, sys, importlib, app.domain
for module in pkgutil.iter_modules(app.domain.__path__):
    importlib.import_module(f"app.domain.{module.name}")
top = {name.partition(".")[0] for name in sys.modules if "." not in name or name.startswith("app.")}
own = {name for name in sys.modules if name.startswith("app.") and not name.startswith("app.domain")}
print(sorted(own | {t for t in top if t not in sys.stdlib_module_names and t not in ("app", "__main__")}))
"""


def test_the_domain_is_pure_standard_library():
    probe = [sys.executable, "-S", "-c", PROBE]
    found = subprocess.run(probe, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"

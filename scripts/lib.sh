# shellcheck shell=bash disable=SC2034
# Sourced by the scripts beside it; does nothing by itself. Callers have set -eu.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
VENV=$ROOT/.venv
PYTHON=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }
fail() { say "$@"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# What a system must have. A need is met by what is there, whoever installed it.

python_is_recent() { "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
met_venv() { "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; }
met_pango() { has_library pango-1.0; }
met_pangoft2() { has_library pangoft2-1.0; }
met_subset() { has_library harfbuzz-subset; }
met_cjk() { find_font 'NotoSansCJK-Regular.ttc' || find_font 'NotoSansCJKsc-Regular.otf'; }
met_atomic() { [ "$(uname)" != Linux ] || has_library atomic; } # Playwright's driver loads it
met_chromium() {
  has chromium || has chromium-browser || has google-chrome ||
    [ -x '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' ]
}
met_poppler() { has pdftoppm; }
met_npm() { has node && has npm; }
met_soffice() { has soffice; }
met_postgres() { has initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

# The loader's list where there is one, else the usual folders (macOS has no such list).
has_library() {
  local list
  list=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null) || list=
  [[ $list == *"lib$1.so"* ]] || compgen -G "/opt/homebrew/lib/lib$1.*dylib" >/dev/null ||
    compgen -G "/usr/local/lib/lib$1.*" >/dev/null
}

find_font() {
  local folder
  for folder in /usr/share/fonts /usr/local/share/fonts "$HOME/.local/share/fonts" "$HOME/.fonts" \
    "$HOME/Library/Fonts" /Library/Fonts /opt/homebrew/share/fonts; do
    [ -d "$folder" ] && [ -n "$(find -L "$folder" -name "$1" -print -quit)" ] && return 0
  done
  return 1
}

# One line a need: its check, then its package for apt, dnf and brew.
NEEDS_TO_START='
venv      python3-venv          python3           python
pango     libpango-1.0-0        pango             pango
pangoft2  libpangoft2-1.0-0     pango             pango
subset    libharfbuzz-subset0   harfbuzz          harfbuzz
cjk       fonts-noto-cjk        google-noto-sans-cjk-fonts font-noto-sans-cjk-sc'
NEEDS_TO_TEST='
atomic    libatomic1            libatomic         gcc
chromium  chromium              chromium          google-chrome
poppler   poppler-utils         poppler-utils     poppler
npm       npm                   npm               node
postgres  postgresql            postgresql-server postgresql
soffice   libreoffice-calc      libreoffice-calc  libreoffice'

# The packages (column $1: 1 apt, 2 dnf, 3 brew) of those needs in $2 that are not met, on one line.
missing_packages() {
  local need apt dnf brew
  while read -r need apt dnf brew; do
    [ -z "$need" ] && continue
    "met_$need" && continue
    case $1 in 1) echo "$apt" ;; 2) echo "$dnf" ;; 3) echo "$brew" ;; esac
  done <<<"$2" | sort -u | tr '\n' ' '
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

may_be_root() {
  [ "$(id -u)" = 0 ] && return 0
  has sudo || return 1
  sudo -n true 2>/dev/null || [ -t 0 ]
}

apt_install() {
  local dropin=/etc/postgresql-common/createcluster.d/no-main-cluster.conf guarded=
  say "Installing system packages: $*"
  as_root apt-get update -qq 2>/dev/null || say "apt-get update failed; trying with the lists at hand."
  # The tests start their own PostgreSQL: no server is to be set up and left running for them.
  if [[ " $* " == *" postgresql "* && ! -e $dropin ]]; then
    guarded=yes
    as_root mkdir -p "${dropin%/*}"
    echo 'create_main_cluster = false' | as_root tee "$dropin" >/dev/null
  fi
  local status=0 log
  log=$(mktemp)
  as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "$@" >"$log" 2>&1 || status=$?
  [ "$status" = 0 ] || cat "$log" >&2
  rm -f "$log"
  [ -z "$guarded" ] || as_root rm -f "$dropin"
  return "$status"
}

# Meets the needs in $1, or tells what is missing and ends.
system_packages() {
  local missing
  has "$PYTHON" || fail "Python 3.11 or newer is missing: $PYTHON was not found."
  python_is_recent || fail "Python 3.11 or newer is needed; $PYTHON is $("$PYTHON" -V 2>&1)." \
    "Set PYTHON to a newer one: PYTHON=python3.12 $0"
  missing=$(missing_packages 1 "$1")
  [ -n "$missing" ] || return 0
  if has apt-get; then
    may_be_root || fail "Missing system packages. As root: apt-get install -y $missing"
    # shellcheck disable=SC2086  # a list of words
    apt_install $missing || fail "apt-get could not install: $missing"
    missing=$(missing_packages 1 "$1")
    [ -z "$missing" ] || fail "Still missing after apt-get install: $missing"
  elif has dnf; then
    fail "Missing system packages. Run: sudo dnf install -y $(missing_packages 2 "$1")"
  elif has brew; then
    fail "Missing system packages. Run: brew install $(missing_packages 3 "$1")"
  else
    fail "Missing, by the names of Debian's packages: $missing"
  fi
}

# A short word that changes when one of the files does, or Python, or the checkout's place.
stamp_of() {
  { cat "$@"; "$PYTHON" -V; echo "$ROOT"; } 2>&1 | cksum
}

stamped() { [ "$(cat "$VENV/.stamp-$1" 2>/dev/null)" = "$2" ]; }
stamp() { echo "$2" >"$VENV/.stamp-$1"; }

make_venv() {
  "$VENV/bin/python" -m pip --version >/dev/null 2>&1 && return 0
  say "Creating .venv"
  "$PYTHON" -m venv --clear "$VENV"
}

pip_install() {
  "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-input \
    --root-user-action=ignore "$@"
}

# Installs the lock $1 and the project itself, which runs from the checkout.
python_packages() {
  say "Installing Python packages from $1"
  pip_install --require-hashes -r "$ROOT/$1"
  pip_install --no-deps --no-build-isolation --editable "$ROOT"
}

node_packages() {
  say "Installing axe-core"
  (cd "$ROOT" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
}

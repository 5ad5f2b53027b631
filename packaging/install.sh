#!/usr/bin/env bash
# Installs what Thawscope needs from Debian 12 or 13; what is there already is left alone.
# packaging/install.sh [tests] [screen] [checks] [fuzz] [coverage] [recompute] [slurm]: with what the
# tests need, what a walk through a real window needs, what the checks of CI and packaging/fuzz.sh need, and
# PyTorch for tests/recompute.
set -euo pipefail

default_clang() { # the version behind Debian's package `clang`
    apt-cache depends clang | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -1
}

packages=(
    g++ cmake ninja-build ccache git gettext
    # LibTorch alone brings the reference BLAS, 27 times slower; OpenBLAS on OpenMP shares its threads.
    libtorch-dev libopenblas0-openmp
    libhwy-dev
    libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libjpeg-dev libpng-dev
    libzip-dev libcsv-dev # npz, tables
    libhdf5-dev zlib1g-dev libssl-dev
    libfmt-dev libtomlplusplus-dev nlohmann-json3-dev libcli11-dev
    libboost-dev # Boost.Math's headers
    dataset-fashion-mnist
    qt6-base-dev qt6-charts-dev qt6-svg-dev libxcb1-dev libqt6opengl6-dev # Qt Charts' CMake files want OpenGL's
    qt6-translations-l10n fonts-noto-cjk                     # Qt's own dialogs and glyphs, Japanese
    fonts-texgyre fonts-texgyre-math fonts-lmodern           # figures: Times, Helvetica, Computer Modern
)
for wish in "$@"; do
    case $wish in
        tests) packages+=(libgtest-dev libgmock-dev faketime locales python3-h5py python3-numpy python3-pandas
            python3-matplotlib poppler-utils) ;;
        screen) packages+=(xvfb openbox xdotool imagemagick) ;;
        checks) packages+=(clang-format clang-tidy
            texlive-latex-base texlive-pictures) ;; # the smallest set with pgfplots: 60 MB
        recompute) packages+=(python3-torch python3-h5py python3-numpy) ;;
        coverage) packages+=(gcovr) ;;
        slurm) packages+=(slurm-wlm munge) ;; # for packaging/slurm.sh
        fuzz) packages+=(clang "libclang-rt-$(default_clang)-dev") ;;
        *) echo "usage: $0 [tests] [screen] [checks] [fuzz] [coverage] [recompute] [slurm]" >&2; exit 2 ;;
    esac
done

missing=()
for package in "${packages[@]}"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || true
    [ "$state" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Missing packages. As root: apt-get install --no-install-recommends ${missing[*]}" >&2
            exit 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${missing[*]}"
    quiet=(-qq -o Dpkg::Use-Pty=0)
    "${as_root[@]}" apt-get update "${quiet[@]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install "${quiet[@]}" -y --no-install-recommends "${missing[@]}" >/dev/null
fi

libraries=/usr/lib/$(g++ -dumpmachine)
blas=$(readlink -f "$libraries/libblas.so.3")
case $blas in
    *openblas*) ;;
    *) echo "Slow training: the active BLAS is $blas, not OpenBLAS." \
            "Choose it with: update-alternatives --config libblas.so.3-$(g++ -dumpmachine)" >&2 ;;
esac
case $(readlink -f "$libraries/libopenblas.so.0") in # what OpenBLAS' libblas.so.3 computes with
    *openblas-pthread*)
        echo "OpenBLAS with threads of its own is active and will use one; a small network's step is" \
            "about a tenth faster after: update-alternatives --set libopenblas.so.0-$(g++ -dumpmachine)" \
            "$libraries/openblas-openmp/libopenblas.so.0" >&2 ;;
esac

// What must be set before the numerical libraries load.
#pragma once

#include <filesystem>

namespace thaw {

// Starts the program again with the thread pools tamed, unless they are already: GNU OpenMP's
// threads must soon sleep and not spin on while they wait, and OpenBLAS, where it was not built on
// OpenMP, must not keep a second pool beside them; and with the matrix products made for the
// processor, where OpenBLAS is older than it and would leave AVX-512 unused (half the speed). All
// is read from the environment when the libraries are loaded, so setenv() in main is too late.
// Variables that the user has set are left alone. Returns when nothing had to be changed, or when
// the program could not be started again (it then runs as it is). `arguments` are main's, ended by
// a null pointer.
void settle_environment(char** arguments);

// The folder `share` beside the one that this program lies in: catalogues, experiments.
std::filesystem::path share_folder();

} // namespace thaw

// SHA-256 as lower-case hexadecimal: how checkpoints and data are named in a run file.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace thaw {

std::string sha256(std::span<const unsigned char> bytes);
std::string sha256(std::string_view bytes);

} // namespace thaw

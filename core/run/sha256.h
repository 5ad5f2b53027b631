// SHA-256 as lower-case hexadecimal: how checkpoints and data are named in a run file.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace thaw {

std::string sha256(std::span<const unsigned char> bytes);
std::string sha256(std::string_view bytes);

// Of bytes that come piece by piece.
class Sha256 {
  public:
    Sha256();
    void add(std::span<const unsigned char> bytes);
    std::string digest(); // of all that was added; call once, as the last

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

} // namespace thaw

#include "core/run/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <stdexcept>

namespace thaw {

namespace {

void need(bool worked) {
    if (!worked)
        throw std::runtime_error("OpenSSL could not compute a SHA-256");
}

} // namespace

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    need(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1);
}

void Sha256::add(std::span<const unsigned char> bytes) {
    need(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1);
}

std::string Sha256::digest() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    need(EVP_DigestFinal_ex(context_.get(), digest, &length) == 1);
    std::string hex;
    for (unsigned int i = 0; i < length; ++i)
        hex += fmt::format("{:02x}", digest[i]);
    return hex;
}

std::string sha256(std::span<const unsigned char> bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.digest();
}

std::string sha256(std::string_view bytes) {
    return sha256(std::span(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

} // namespace thaw

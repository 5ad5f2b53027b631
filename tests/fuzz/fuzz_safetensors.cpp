// Checkpoints and weights of others: any bytes are refused with a sentence; a checkpoint that is
// taken writes the same file.
#include "core/run/session_state.h"
#include "core/training/safetensors.h"
#include "tests/fuzz/refused.h"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <torch/torch.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    try {
        foreign_safetensors({reinterpret_cast<const char*>(data), size});
    } catch (const std::runtime_error&) { // what is wrong with it
    }
    read_or_refuse([&] {
        const Safetensors content =
            safetensors_from_bytes({reinterpret_cast<const char*>(data), size});
        const std::string bytes = to_bytes(content);
        if (to_bytes(safetensors_from_bytes(bytes)) != bytes)
            std::abort();
        state_from_notes(content.notes);
    });
    return 0;
}

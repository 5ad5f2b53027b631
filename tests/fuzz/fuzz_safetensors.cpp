// Checkpoints: any bytes are refused with a sentence or give tensors that write the same file.
#include "core/run/error.h"
#include "core/run/session_state.h"
#include "core/training/safetensors.h"

#include <cstdint>
#include <cstdlib>
#include <torch/torch.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    try {
        const Safetensors content =
            safetensors_from_bytes({reinterpret_cast<const char*>(data), size});
        const std::string bytes = to_bytes(content);
        if (to_bytes(safetensors_from_bytes(bytes)) != bytes)
            std::abort();
        state_from_notes(content.notes);
    } catch (const Error& error) {
        if (*error.what() == '\0')
            std::abort();
    }
    return 0;
}

// Checkpoints: any bytes are refused with a sentence or give tensors that write the same file.
#include "core/run/session_state.h"
#include "core/training/safetensors.h"
#include "tests/fuzz/refused.h"

#include <cstdint>
#include <cstdlib>
#include <torch/torch.h>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
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

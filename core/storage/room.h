// Room on the disk, taken before it is written to: libhdf5 cannot go on with a file after a write
// that failed, and so none may fail.
#pragma once

#include <cstddef>
#include <sys/types.h>

namespace thaw {

class Room {
  public:
    // Reserves blocks for `bytes` more than the file has now; its length stays. 0, or the errno of
    // what stands against it: ENOSPC, EDQUOT, EROFS, EIO, EFBIG (`ulimit -f`). Where the file
    // system cannot reserve (NFS before 4.2), it only asks whether so much is free.
    int ensure(int descriptor, std::size_t bytes);
    // Returns what was reserved and not used. The file must have been closed by its writer.
    static void give_back(int descriptor);

  private:
    off_t until_ = 0; // blocks are reserved up to here
};

// Whether somebody may put it right while we wait: room, quota, permission, a read-only disk.
bool may_pass(int error);

} // namespace thaw

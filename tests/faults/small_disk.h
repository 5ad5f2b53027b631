// A file system of a few megabytes that can be filled: a tmpfs, where the test may mount one.
#pragma once

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace thaw::test {

class SmallDisk {
  public:
    SmallDisk(const std::filesystem::path& place, int kibibytes) : place_(place) {
        std::filesystem::create_directories(place_);
        const std::string options = fmt::format("size={}k,mode=777", kibibytes);
        mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, options.c_str()) == 0;
        if (!mounted_)
            why_not_ = std::strerror(errno);
    }
    ~SmallDisk() {
        if (mounted_)
            ::umount2(place_.c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    std::string why_not() const {
        return "a small file system cannot be mounted here (" + why_not_ + "); run it as root";
    }
    std::filesystem::path operator/(const std::string& name) const { return place_ / name; }
    std::size_t free_bytes() const {
        struct statvfs about {};
        ::statvfs(place_.c_str(), &about);
        return about.f_bavail * about.f_frsize;
    }
    // Somebody else's file takes all room but so much. What is asked for is taken whole or not at
    // all, and a recorder that takes some at the same moment makes it too much: then again.
    void fill_up_to(std::size_t left) const {
        constexpr int most_tries = 100;
        const int file = ::open((place_ / "filler").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        struct stat about {};
        ::fstat(file, &about);
        for (int tries = 0; tries < most_tries; ++tries) {
            const std::size_t now = free_bytes();
            if (now <= left ||
                ::posix_fallocate(file, about.st_size, static_cast<off_t>(now - left)) == 0)
                break;
        }
        ::close(file);
    }
    void make_room() const { std::filesystem::remove(place_ / "filler"); }

  private:
    std::filesystem::path place_;
    bool mounted_ = false;
    std::string why_not_;
};

} // namespace thaw::test

#include "core/storage/byte_pieces.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace thaw {

namespace {

using Length = std::uint32_t;
constexpr std::size_t longest_piece = std::size_t{256} << 10U;

} // namespace

PieceWriter::PieceWriter(int socket)
    : socket_(socket), piece_(sizeof(Length) + longest_piece + sizeof(Length)),
      used_(sizeof(Length)) {}

void PieceWriter::put(const void* bytes, std::size_t size) {
    const char* from = static_cast<const char*>(bytes);
    while (size > 0) {
        if (used_ == sizeof(Length) + longest_piece)
            send_piece(false);
        const std::size_t part = std::min(size, sizeof(Length) + longest_piece - used_);
        std::memcpy(&piece_[used_], from, part);
        used_ += part;
        from += part;
        size -= part;
    }
}

void PieceWriter::end() {
    send_piece(true);
}

void PieceWriter::send_piece(bool last) {
    const auto length = static_cast<Length>(used_ - sizeof(Length));
    std::memcpy(piece_.data(), &length, sizeof length);
    if (last && length > 0) { // the empty one goes with it
        std::memset(&piece_[used_], 0, sizeof length);
        used_ += sizeof length;
    }
    for (std::size_t sent = 0; sent < used_;) {
        const ssize_t now = ::send(socket_, &piece_[sent], used_ - sent, MSG_NOSIGNAL);
        if (now < 0 && errno == EINTR)
            continue;
        if (now < 0)
            throw BrokenPieces(std::strerror(errno));
        sent += static_cast<std::size_t>(now);
    }
    used_ = sizeof(Length);
}

PieceReader::PieceReader(int socket, std::stop_token stop)
    : socket_(socket), stop_(std::move(stop)) {}

void PieceReader::receive(char* bytes, std::size_t size) const {
    constexpr int between_looks = 20; // milliseconds, where somebody may ask to stop
    while (size > 0) {
        if (stop_.stop_requested())
            throw StoppedWaiting();
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, stop_.stop_possible() ? between_looks : -1) == 0)
            continue;
        const ssize_t now = ::recv(socket_, bytes, size, MSG_DONTWAIT);
        if (now < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (now <= 0)
            throw BrokenPieces(now == 0 ? "end" : std::strerror(errno));
        bytes += now;
        size -= static_cast<std::size_t>(now);
    }
}

void PieceReader::next_piece() {
    Length length = 0;
    receive(reinterpret_cast<char*>(&length), sizeof length);
    if (length > longest_piece)
        throw BrokenPieces("a piece of an impossible length");
    piece_.resize(length);
    at_ = 0;
    receive(piece_.data(), length);
    ended_ = length == 0;
}

void PieceReader::get(void* bytes, std::size_t size) {
    char* to = static_cast<char*>(bytes);
    while (size > 0) {
        if (at_ == piece_.size()) {
            if (ended_)
                throw BrokenPieces("it ends too early");
            next_piece();
            continue;
        }
        const std::size_t part = std::min(size, piece_.size() - at_);
        std::memcpy(to, &piece_[at_], part);
        at_ += part;
        to += part;
        size -= part;
    }
}

void PieceReader::expect_end() {
    if (!ended_ && at_ == piece_.size())
        next_piece();
    if (!ended_)
        throw BrokenPieces("more came than was to come");
}

} // namespace thaw

// Bytes of any length over a socket, in pieces that each say how long they are; an empty one is the
// last. Whoever reads can tell an answer that ends too early from one that is still to come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <stop_token>
#include <vector>

namespace thaw {

// The other side ended, or sent what cannot be.
class BrokenPieces : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};
// `stop` was requested while nothing came.
class StoppedWaiting : public std::exception {};

class PieceWriter {
  public:
    explicit PieceWriter(int socket);
    void put(const void* bytes, std::size_t size);
    void end(); // once, after all

  private:
    void send_piece(bool last);
    int socket_;
    std::vector<char> piece_;
    std::size_t used_;
};

class PieceReader {
  public:
    explicit PieceReader(int socket, std::stop_token stop = {});
    void get(void* bytes, std::size_t size);
    void expect_end(); // nothing is left

  private:
    void receive(char* bytes, std::size_t size) const;
    void next_piece();
    int socket_;
    std::stop_token stop_;
    std::vector<char> piece_;
    std::size_t at_ = 0;
    bool ended_ = false;
};

} // namespace thaw

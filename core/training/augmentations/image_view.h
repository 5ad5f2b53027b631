// An image on its way to the batch. What only moves pixels (crop and flip) is noted and done at
// once, straight into the batch: copies cost as much as an eighth of decoding a JPEG.
#pragma once

#include <opencv2/core.hpp>
#include <utility>

namespace thaw {

class ImageView {
  public:
    // Bytes of 1 or 3 channels (red, green, blue). They are only read, and must stay as they are.
    explicit ImageView(cv::Mat pixels) : pixels_(std::move(pixels)), window_({}, pixels_.size()) {}

    cv::Size size() const { return window_.size(); }
    // As it is seen now; not to be written to.
    const cv::Mat& pixels();
    // Another image in its place.
    void become(cv::Mat pixels) { *this = ImageView(std::move(pixels)); }
    // This window of it, black where that lies outside.
    void cut(cv::Rect window);
    // Left and right exchanged.
    void flip();
    // REQUIRES: of the size and type of the picture.
    void write(cv::Mat into) const;

  private:
    bool whole() const { return window_ == cv::Rect({}, pixels_.size()); }

    cv::Mat pixels_;
    cv::Rect window_; // of the pixels; mirrored afterwards where `flipped_`
    bool flipped_ = false;
};

} // namespace thaw

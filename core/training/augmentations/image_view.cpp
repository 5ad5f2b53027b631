#include "core/training/augmentations/image_view.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace thaw {

namespace {

// cv::flip goes byte by byte and takes twice as long.
void mirror(const cv::Mat& image, cv::Mat& into) {
    const int last = image.cols - 1;
    for (int y = 0; y < image.rows; ++y) {
        const auto* from = image.ptr<std::uint8_t>(y);
        auto* to = into.ptr<std::uint8_t>(y);
        if (image.channels() == 1) {
            std::reverse_copy(from, from + image.cols, to);
            continue;
        }
        // Four bytes at once where those are of the row; the next pixel goes over the fourth.
        std::memcpy(to, from + 3 * last, 3);
        for (int x = 1; x < last; ++x)
            std::memcpy(to + 3 * x, from + 3 * (last - x), 4);
        std::memcpy(to + 3 * last, from, 3);
    }
}

} // namespace

const cv::Mat& ImageView::pixels() {
    if (flipped_ || !whole()) {
        cv::Mat seen(size(), pixels_.type());
        write(seen);
        become(seen);
    }
    return pixels_;
}

void ImageView::cut(cv::Rect window) {
    if (!whole())
        pixels(); // what a window before this one left out is black, not there again
    if (flipped_)
        window.x = window_.width - window.br().x;
    window_ = window;
}

void ImageView::flip() {
    flipped_ = !flipped_;
}

void ImageView::write(cv::Mat into) const {
    const cv::Rect seen = window_ & cv::Rect({}, pixels_.size());
    if (seen.empty()) {
        into.setTo(0);
        return;
    }
    const int left = flipped_ ? window_.br().x - seen.br().x : seen.x - window_.x;
    const int top = seen.y - window_.y;
    into.rowRange(0, top).setTo(0);
    into.rowRange(top + seen.height, into.rows).setTo(0);
    cv::Mat rows = into.rowRange(top, top + seen.height);
    rows.colRange(0, left).setTo(0);
    rows.colRange(left + seen.width, into.cols).setTo(0);
    cv::Mat place = rows.colRange(left, left + seen.width);
    if (flipped_)
        mirror(pixels_(seen), place);
    else
        pixels_(seen).copyTo(place);
}

} // namespace thaw

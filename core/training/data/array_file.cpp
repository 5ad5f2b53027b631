#include "core/training/data/array_file.h"

#include "core/run/error.h"
#include "core/training/datasets/foreign_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

namespace thaw {

namespace {

constexpr std::int64_t most_bytes = std::int64_t{1} << 62;
constexpr std::string_view magic("\x93NUMPY");

// IEEE 754's half precision.
double half_to_double(std::uint16_t bits) {
    const int exponent = bits >> 10 & 31, fraction = bits & 1023;
    const double sign = (bits & 0x8000) != 0 ? -1 : 1;
    if (exponent == 31)
        return fraction == 0 ? sign * std::numeric_limits<double>::infinity()
                             : std::numeric_limits<double>::quiet_NaN();
    return sign *
           (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

template <class Number>
Number load(const std::uint8_t* bytes) {
    Number number;
    std::memcpy(&number, bytes, sizeof number);
    return number;
}

template <class Number>
double loaded(const std::uint8_t* bytes) {
    return static_cast<double>(load<Number>(bytes));
}

// One element, its bytes in this machine's order.
double number_of(const std::uint8_t* bytes, const ArrayType& type) {
    const bool real = type.kind == 'f', whole = type.kind == 'i';
    switch (type.size) {
    case 1:
        return whole ? loaded<std::int8_t>(bytes) : loaded<std::uint8_t>(bytes);
    case 2:
        return real    ? half_to_double(load<std::uint16_t>(bytes))
               : whole ? loaded<std::int16_t>(bytes)
                       : loaded<std::uint16_t>(bytes);
    case 4:
        return real    ? loaded<float>(bytes)
               : whole ? loaded<std::int32_t>(bytes)
                       : loaded<std::uint32_t>(bytes);
    default:
        return real    ? loaded<double>(bytes)
               : whole ? loaded<std::int64_t>(bytes)
                       : loaded<std::uint64_t>(bytes);
    }
}

} // namespace

NumberArray::NumberArray(std::string name, std::shared_ptr<const DataFile> file)
    : name_(std::move(name)), file_(std::move(file)) {
    open(file_->size());
}

NumberArray::NumberArray(std::string name, std::vector<std::uint8_t> file)
    : name_(std::move(name)), memory_(std::move(file)) {
    open(static_cast<std::int64_t>(memory_.size()));
}

std::int64_t NumberArray::row_elements() const {
    std::int64_t product = 1;
    for (std::size_t i = 1; i < shape_.size(); ++i)
        product *= shape_[i];
    return product;
}

std::vector<std::uint8_t> NumberArray::raw(std::int64_t begin, std::int64_t size) const {
    if (!file_)
        return {memory_.begin() + begin, memory_.begin() + begin + size};
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size));
    file_->read(begin, bytes);
    return bytes;
}

void NumberArray::open(std::int64_t size) {
    constexpr std::int64_t shortest = 10, longest_header = 1 << 16;
    const auto beginning = raw(0, std::min<std::int64_t>(size, 12));
    if (size < shortest ||
        !std::equal(magic.begin(), magic.end(), beginning.begin(),
                    [](char a, std::uint8_t b) { return static_cast<std::uint8_t>(a) == b; })) {
        if (file_)
            if (const auto what = foreign_file_sentence(file_->path(), tr("a file of NumPy's"));
                !what.empty())
                throw Error(Fault::damaged, what);
        throw damaged("{} is not the NumPy file (npy or npz) it should be. Replace it with a fresh "
                      "copy.",
                      name_);
    }
    const int version = beginning[6];
    std::int64_t length = beginning[8] | beginning[9] << 8;
    data_ = shortest;
    if (version > 1 && size >= 12) {
        length |= std::int64_t{beginning[10]} << 16 | std::int64_t{beginning[11]} << 24;
        data_ = 12;
    }
    if (version < 1 || version > 3 || length > longest_header)
        throw damaged("{} is of version {} of NumPy's format, with a header of {} bytes; versions "
                      "1 to 3 are read. Save it again with numpy.save.",
                      name_, version, length);
    if (data_ + length > size)
        throw damaged("{} is cut short: it ends within its header. Replace it with a fresh copy.",
                      name_);
    const auto header = raw(data_, length);
    data_ += length;
    parse({header.begin(), header.end()});
    std::int64_t bytes = type_.size;
    for (const std::int64_t side : shape_) {
        if (side < 0 || (side > 0 && bytes > most_bytes / side))
            throw damaged("{} says that it has sides that cannot be. Replace it with a fresh copy.",
                          name_);
        bytes *= side;
    }
    if (data_ + bytes != size)
        throw damaged("{} should have {} bytes of data by its header, and has {}. Replace it with "
                      "a fresh copy.",
                      name_, bytes, size - data_);
}

std::vector<std::uint8_t> NumberArray::in_c_order(const std::vector<std::uint8_t>& fortran) const {
    std::vector<std::uint8_t> result(fortran.size());
    std::vector<std::int64_t> index(shape_.size(), 0);
    const auto item = static_cast<std::size_t>(type_.size);
    for (std::size_t at = 0; at < result.size(); at += item) {
        std::int64_t from = 0, stride = 1;
        for (std::size_t i = 0; i < shape_.size(); ++i) {
            from += index[i] * stride;
            stride *= shape_[i];
        }
        std::memcpy(result.data() + at, fortran.data() + static_cast<std::size_t>(from) * item,
                    item);
        for (std::size_t i = shape_.size(); i-- > 0;) {
            if (++index[i] < shape_[i])
                break;
            index[i] = 0;
        }
    }
    return result;
}

std::vector<std::uint8_t> NumberArray::raw_rows(std::int64_t begin, std::int64_t end) const {
    const std::int64_t row = row_elements() * type_.size;
    std::vector<std::uint8_t> bytes;
    if (fortran_ && shape_.size() > 1) {
        bytes = in_c_order(raw(data_, rows() * row));
        bytes = {bytes.begin() + begin * row, bytes.begin() + end * row};
    } else {
        bytes = raw(data_ + begin * row, (end - begin) * row);
    }
    if (type_.big_endian && type_.size > 1)
        for (auto at = bytes.begin(); at != bytes.end(); at += type_.size)
            std::reverse(at, at + type_.size);
    return bytes;
}

std::vector<std::uint8_t> NumberArray::bytes(std::int64_t begin, std::int64_t end) const {
    return raw_rows(begin, end);
}

std::vector<double> NumberArray::numbers(std::int64_t begin, std::int64_t end) const {
    const auto bytes = raw_rows(begin, end);
    std::vector<double> all;
    all.reserve(bytes.size() / static_cast<std::size_t>(type_.size));
    for (std::size_t at = 0; at < bytes.size(); at += static_cast<std::size_t>(type_.size))
        all.push_back(number_of(bytes.data() + at, type_));
    return all;
}

} // namespace thaw

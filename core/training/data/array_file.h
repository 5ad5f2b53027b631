// NumPy's files: npy, one array, and npz, a zip of such by name.
//
// Read are all numbers: b1, u1 to u8, i1 to i8, f2 to f8, in either order of bytes, C or Fortran
// order, versions 1 to 3 of the format. Python objects and structures are refused: the first are
// programs for pickle. Format: numpy.lib.format.
#pragma once

#include "core/training/data/data_file.h"

#include <memory>
#include <string>
#include <vector>

namespace thaw {

struct ArrayType {
    char kind = 'f'; // b, u, i, f
    std::int64_t size = 4;
    bool big_endian = false;
};

// A row is what one value of the first index has. Thread-safe.
class NumberArray {
  public:
    // `name` is for sentences. Throws Error(damaged) where header and size do not fit, and what
    // reading the file throws.
    NumberArray(std::string name, std::shared_ptr<const DataFile> file);
    NumberArray(std::string name, std::vector<std::uint8_t> file); // all of its bytes

    const std::string& name() const { return name_; }
    const ArrayType& type() const { return type_; }
    const std::vector<std::int64_t>& shape() const { return shape_; }
    std::int64_t rows() const { return shape_.empty() ? 1 : shape_.front(); }
    std::int64_t row_elements() const;

    // Whether rows can be read one by one as they are, without the rest of the file.
    bool has_rows_of_bytes() const {
        return file_ != nullptr && type_.kind == 'u' && type_.size == 1 && !fortran_;
    }

    // Rows [begin, end) in C order. The bytes are for u1 and b1 alone.
    std::vector<std::uint8_t> bytes(std::int64_t begin, std::int64_t end) const;
    std::vector<double> numbers(std::int64_t begin, std::int64_t end) const;

  private:
    void open(std::int64_t size);
    void parse(const std::string& header);
    std::vector<std::uint8_t> raw(std::int64_t begin, std::int64_t size) const;
    std::vector<std::uint8_t> raw_rows(std::int64_t begin, std::int64_t end) const;
    std::vector<std::uint8_t> in_c_order(const std::vector<std::uint8_t>& fortran) const;

    std::string name_;
    std::shared_ptr<const DataFile> file_;
    std::vector<std::uint8_t> memory_; // where there is no file
    ArrayType type_;
    std::vector<std::int64_t> shape_;
    std::int64_t data_ = 0; // where it begins
    bool fortran_ = false;
};

// A file of arrays: one without a name, or those of an npz.
class ArrayFile {
  public:
    explicit ArrayFile(const std::filesystem::path& path);

    bool has_names() const { return !names_.empty(); } // an npz
    const std::vector<std::string>& names() const { return names_; }
    // REQUIRES: one of names(), or "" where there are none.
    NumberArray array(const std::string& name) const;

  private:
    std::filesystem::path path_;
    std::vector<std::string> names_;
};

} // namespace thaw

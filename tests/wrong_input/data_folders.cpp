// CIFAR's files, folders of pictures, arrays, tables and further splits that cannot be used.
#include "tests/wrong_input/wrong_input.h"

namespace thaw::test {

namespace {

WrongInput with_setting(const std::string& what, const std::string& setting, Files files, int code,
                        Words where, Words says) {
    WrongInput row =
        with_options(what, {"--quiet", "--set", setting}, std::move(where), std::move(says));
    row.files = std::move(files);
    row.code = code;
    return row;
}
WrongInput with_dataset(const std::string& what, const std::string& dataset, Files files, int code,
                        Words where, Words says) {
    return with_setting(what, "dataset={" + dataset + "}", std::move(files), code, std::move(where),
                        std::move(says));
}
WrongInput with_split(const std::string& what, const std::string& split, Files files, int code,
                      Words where, Words says) {
    return with_setting(what, "splits=[{" + split + "}]", std::move(files), code, std::move(where),
                        std::move(says));
}

std::string record(int label, std::size_t bytes = 3072) {
    return static_cast<char>(label) + std::string(bytes, '\x09');
}

WrongInput cifar(const std::string& what, const std::string& test_batch, Words says) {
    return with_dataset(what, R"(id="cifar10", path="FOLDER/c10")",
                        {{"c10/data_batch_1.bin", record(3)}, {"c10/test_batch.bin", test_batch}},
                        3, {"FOLDER/c10/test_batch.bin"}, std::move(says));
}

// An npy file of bytes.
std::string npy(const std::string& type, const std::string& shape, std::size_t bytes) {
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(header.size()) + '\0' + header +
           std::string(bytes, '\1');
}

WrongInput arrays(const std::string& what, const std::string& inputs, const std::string& labels,
                  Words where, Words says) {
    return with_dataset(what, R"(id="arrays", train="FOLDER/x.npy", train_labels="FOLDER/y.npy")",
                        {{"x.npy", inputs}, {"y.npy", labels}}, 3, std::move(where),
                        std::move(says));
}

WrongInput table(const std::string& what, const std::string& text, const std::string& more,
                 int code, Words where, Words says) {
    return with_dataset(what, R"(id="csv", path="FOLDER/t.csv", columns="a")" + more,
                        {{"t.csv", text}}, code, std::move(where), std::move(says));
}

void add_cifar(WrongInputs& rows) {
    for (WrongInput& row : WrongInputs{
             with_dataset("CIFAR-10 that is not there", R"(id="cifar10", path="FOLDER/none")", {},
                          1, {"FOLDER/none", "dataset.path", "cifar-10-binary.tar.gz"},
                          {"CIFAR-10 was not found"}),
             with_dataset("the Python version of CIFAR-10", R"(id="cifar10", path="FOLDER/c10")",
                          {{"c10/data_batch_1", "\x80\x02"}}, 1,
                          {"FOLDER/c10/data_batch_1", "cifar-10-binary.tar.gz"},
                          {"Python version", "Take the binary version"}),
             with_dataset("CIFAR-10 without its test file", R"(id="cifar10", path="FOLDER/c10")",
                          {{"c10/data_batch_1.bin", record(3)}}, 1,
                          {"FOLDER/c10", "test_batch.bin"}, {"lacks the file"}),
             cifar("a record of CIFAR that is cut short", record(3, 3071),
                   {"3072 bytes", "whole number of records", "Replace it"}),
             cifar("a file of CIFAR that is too long", record(3) + "x", {"3074 bytes"}),
             cifar("a label of CIFAR out of range", record(3) + record(10),
                   {"image 1 the label 10", "10 classes"}),
             cifar("a web page as CIFAR", "<html>", {"is a web page"}),
             cifar("a Git LFS pointer as CIFAR", "version https://git-lfs.github.com/spec/v1\n",
                   {"git lfs pull"}),
             with_dataset("fine labels with a shift of super-classes",
                          R"(id="cifar100", path="FOLDER/none", train_classes=[0])", {}, 2,
                          {"dataset.train_classes", "dataset.labels = \"coarse\""},
                          {"divide the super-classes"}),
             with_dataset(
                 "classes that train and are a shift",
                 R"(id="cifar100", labels="coarse", train_classes=[0, 1], ood_classes=[1])", {}, 2,
                 {"dataset.train_classes", "dataset.ood_classes"}, {"both have 1"})})
        rows.push_back(std::move(row));
}

void add_folders(WrongInputs& rows) {
    for (WrongInput& row : WrongInputs{
             with_dataset("pictures without a folder", R"(id="image_folder")", {}, 2,
                          {"dataset.path"}, {"is empty"}),
             with_dataset("a folder of pictures that is not there",
                          R"(id="image_folder", path="FOLDER/none")", {}, 1,
                          {"FOLDER/none", "dataset.path"}, {"is not there"}),
             with_dataset("a folder of pictures without classes",
                          R"(id="image_folder", path="FOLDER/flat")", {{"flat/a.png", "x"}}, 2,
                          {"FOLDER/flat"}, {"has no folders"}),
             with_dataset("a class without pictures", R"(id="image_folder", path="FOLDER/bare")",
                          {{"bare/cat/notes.txt", "x"}}, 2, {"FOLDER/bare/cat"}, {"has no image"}),
             with_dataset("a picture that does not decode",
                          R"(id="image_folder", path="FOLDER/broken")",
                          {{"broken/cat/a.jpg", "no picture"}}, 3,
                          {"FOLDER/broken/cat/a.jpg", "dataset.skip_broken = true"},
                          {"none of JPEG", "1 of 1"}),
             with_dataset("a domain that is not there",
                          R"(id="image_folder", path="FOLDER/domains", domain="foto")",
                          {{"domains/photo/cat/a.png", "x"}}, 2,
                          {"FOLDER/domains", "foto", "photo"}, {"has no domain foto"}),
             with_dataset("domains without a training domain",
                          R"(id="image_folder", path="FOLDER/domains2")",
                          {{"domains2/photo/cat/a.png", "x"}}, 2,
                          {"FOLDER/domains2", "dataset.domain", "photo"},
                          {"hold folders themselves"}),
             with_dataset("a training part without a test part",
                          R"(id="image_folder", path="FOLDER/half")",
                          {{"half/train/cat/a.png", "x"}}, 2, {"FOLDER/half", "train"},
                          {"neither test nor val"})})
        rows.push_back(std::move(row));
}

void add_arrays(WrongInputs& rows) {
    const std::string labels = npy("|u1", "3,", 3), images = npy("|u1", "3, 2, 2", 12);
    for (WrongInput& row : WrongInputs{
             with_dataset("arrays without a file", R"(id="arrays")", {}, 2, {"dataset.train"},
                          {"is empty"}),
             arrays("an array of objects", npy("|O", "3,", 24), labels, {"FOLDER/x.npy", "|O"},
                    {"Python objects"}),
             arrays("an array that is cut off", images.substr(0, images.size() - 1), labels,
                    {"FOLDER/x.npy"}, {"should have 12 bytes", "has 11"}),
             arrays("an array and more", images + "x", labels, {"FOLDER/x.npy"}, {"has 13"}),
             arrays("an array of words", npy("<U3", "3,", 36), labels, {"FOLDER/x.npy", "<U3"},
                    {"only arrays of numbers"}),
             arrays("channels first", npy("|u1", "3, 3, 2, 2", 36), labels,
                    {"FOLDER/x.npy", "x.transpose(0, 2, 3, 1)"}, {"channels first"}),
             arrays("fewer labels than examples", images, npy("|u1", "2,", 2),
                    {"FOLDER/x.npy", "FOLDER/y.npy"}, {"holds 3 examples", "2 labels"}),
             arrays("a web page as an array", "<html>", labels, {"FOLDER/x.npy"},
                    {"is a web page"})})
        rows.push_back(std::move(row));
}

void add_tables(WrongInputs& rows) {
    for (WrongInput& row : WrongInputs{
             with_dataset("a table without a file", R"(id="csv")", {}, 2, {"dataset.path"},
                          {"is empty"}),
             table("a row with a field too few", "a,label\n1,x\n2\n", "", 3, {"FOLDER/t.csv", "3"},
                   {"line 3", "1 fields"}),
             table("a quote that is never closed", "a,label\n1,\"x\n", "", 3, {"FOLDER/t.csv", "2"},
                   {"never closed"}),
             table("a column that is not there", "a,lable\n1,x\n", "", 2,
                   {"label", "dataset.label", "lable"}, {"did you mean"}),
             table("a split word that nothing names", "a,label,s\n1,x,holdback\n", R"(, split="s")",
                   2, {"holdback", "dataset.train_words"}, {"Line 2"}),
             table("a class that is not trained on", "a,label,s\n1,x,train\n2,y,test\n",
                   R"(, split="s")", 2, {"y"}, {"Line 3", "no training row"}),
             table("a word among numbers", "a,label\n1,x\nmany,x\n", "", 3, {"many"},
                   {"Line 3", "finite number"}),
             table("a table of columns alone", "a,label\n", "", 3, {"FOLDER/t.csv"}, {"no rows"})})
        rows.push_back(std::move(row));
}

void add_splits(WrongInputs& rows) {
    for (WrongInput& row : WrongInputs{
             with_split("a further split without a path", R"(id="cifar_c_files")", {}, 2,
                        {"splits[0].path"}, {"is missing"}),
             with_split("a kind of split that is not known", R"(id="cifar_c")", {}, 2,
                        {"splits[0].id", "cifar_c_files"}, {"is not known"}),
             with_split("a role that is none", R"(id="arrays", path="x", role="test")", {}, 2,
                        {"splits[0].role", "ood", "validation"}, {"is not allowed"}),
             with_split("corruptions that are not there",
                        R"(id="cifar_c_files", path="FOLDER/none")", {}, 1,
                        {"FOLDER/none", "splits.path"}, {"is not there"}),
             with_split("a corruption that is not known",
                        R"(id="mnist_c_files", path="FOLDER/folder", corruptions="fogg")", {}, 2,
                        {"fogg", "fog"}, {"did you mean fog"}),
             with_split("arrays of another size",
                        R"(id="arrays", path="FOLDER/x.npy", labels="FOLDER/y.npy")",
                        {{"x.npy", npy("|u1", "3, 2, 2", 12)}, {"y.npy", npy("|u1", "3,", 3)}}, 2,
                        {"arrays", "2 x 2", "8 x 8"}, {"of another kind"}),
             with_setting("two further splits of one name",
                          R"(splits=[{id="arrays", path="x"}, {id="arrays", path="y"}])", {}, 2,
                          {"splits", "arrays"}, {"another `name`"}),
             with_setting("a validation share that leaves nothing",
                          "dataset.validation_share=0.001", {}, 2,
                          {"dataset.validation_share", "0.001"}, {"holds 0 of 64"})})
        rows.push_back(std::move(row));
}

} // namespace

WrongInputs wrong_data_folders() {
    WrongInputs rows;
    add_cifar(rows);
    add_folders(rows);
    add_arrays(rows);
    add_tables(rows);
    add_splits(rows);
    return rows;
}

} // namespace thaw::test

// HDF5 knows datasets and links whose content is another file's. A run has none, and what pretends
// to be one shows nobody what lies elsewhere.
#include "core/run/error.h"
#include "tests/storage/example_run.h"

#include <gmock/gmock.h>

namespace thaw {
namespace {

using namespace test;
using testing::HasSubstr;
using testing::Not;

class ForeignContent : public testing::Test {
  protected:
    void SetUp() override {
        write_small_run(file, 20);
        write_small_run(folder / "other.thaw.h5", 20);
        write_file(folder / "secret", std::string(400, 's'));
    }
    // Changes the run with h5py; `secret` and `other` are there.
    void change(const std::string& how) {
        python("import h5py, sys, os\n"
               "folder = os.path.dirname(sys.argv[1])\n"
               "secret = os.path.join(folder, 'secret')\n"
               "other = os.path.join(folder, 'other.thaw.h5')\n"
               "f = h5py.File(sys.argv[1], 'r+', libver='latest')\n" +
                   how,
               file);
    }
    void expect_refused() const {
        for (const bool whole : {true, false}) {
            try {
                whole ? static_cast<void>(read_run(file)) : static_cast<void>(read_summary(file));
                ADD_FAILURE() << "it was read";
            } catch (const Error& error) {
                EXPECT_EQ(error.fault(), Fault::damaged);
                EXPECT_THAT(error.what(), HasSubstr(file.string()));
                EXPECT_THAT(error.what(), Not(HasSubstr("ssss")));
            }
        }
        EXPECT_THAT(verify_run(file), Not(testing::IsEmpty()));
        try {
            repair_run(file);
            const RunRecord repaired = read_run(file);
            EXPECT_THAT(repaired.header.source, Not(HasSubstr("ssss")));
        } catch (const Error& error) {
            EXPECT_THAT(error.what(), HasSubstr(file.string()));
        }
    }
    Folder folder;
    fs::path file = folder / "a.thaw.h5";
};

TEST_F(ForeignContent, OfATextInAnotherFile) {
    change("del f['entry/config/source']\n"
           "s = h5py.h5s.create_simple((1,))\n"
           "p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)\n"
           "p.set_external(secret.encode(), 0, 400)\n"
           "t = h5py.h5t.C_S1.copy(); t.set_size(400); t.set_strpad(h5py.h5t.STR_NULLPAD)\n"
           "h5py.h5d.create(f['entry/config'].id, b'source', t, s, p)\n");
    expect_refused();
}

TEST_F(ForeignContent, OfAColumnInAnotherFile) {
    change("del f['entry/metrics/m0/m0.s0/value']\n"
           "f['entry/metrics/m0/m0.s0'].create_dataset('value', (20,), 'f8', "
           "external=[(secret, 0, 160)])\n");
    expect_refused();
}

TEST_F(ForeignContent, OfAVirtualDataset) {
    change("del f['entry/metrics/m0/m0.s0/value']\n"
           "layout = h5py.VirtualLayout((20,), 'f8')\n"
           "layout[:] = h5py.VirtualSource(other, 'entry/metrics/m0/m0.s1/value', (20,))\n"
           "f['entry/metrics/m0/m0.s0'].create_virtual_dataset('value', layout)\n");
    expect_refused();
}

TEST_F(ForeignContent, BehindAnExternalLink) {
    change("del f['entry/config']\n"
           "f['entry/config'] = h5py.ExternalLink(other, '/entry/config')\n");
    expect_refused();
}

// Links within the file are how its series share columns.
TEST_F(ForeignContent, IsNotWhatSoftLinksShow) {
    change("f['again'] = h5py.SoftLink('/entry/config')\n");
    EXPECT_NO_THROW(read_run(file));
    EXPECT_THAT(verify_run(file), testing::IsEmpty());
}

} // namespace
} // namespace thaw

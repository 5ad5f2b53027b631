// CIFAR-100: a hundred classes in twenty super-classes, which makes a shift of its own: trained on
// some classes of each super-class, tested on the others.
#include "core/run/error.h"
#include "core/training/datasets/cifar.h"
#include "core/training/datasets/dataset.h"

#include <algorithm>
#include <map>
#include <set>

namespace thaw {
namespace {

constexpr const char* id = "cifar100";
constexpr std::int64_t classes_each = 5; // fine ones of a super-class

// The fine classes of each super-class in the order of their numbers, as the images have them.
using Members = std::map<std::int32_t, std::set<std::int32_t>>;

void add_members(Members& members, const CifarImages& images) {
    for (std::size_t i = 0; i < images.coarse.size(); ++i)
        members[images.coarse[i]].insert(images.set.labels[i]);
}

// The images whose fine class has one of these places in its super-class.
std::vector<std::int64_t> those_at(const CifarImages& images, const Members& members,
                                   const std::vector<std::int64_t>& places) {
    std::vector<std::int64_t> found;
    for (std::size_t i = 0; i < images.coarse.size(); ++i) {
        const auto& fine = members.at(images.coarse[i]);
        const std::int64_t place = std::distance(fine.begin(), fine.find(images.set.labels[i]));
        if (std::find(places.begin(), places.end(), place) != places.end())
            found.push_back(static_cast<std::int64_t>(i));
    }
    return found;
}

std::vector<std::int64_t> distinct(std::vector<std::int64_t> places) {
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    return places;
}

// Which fine classes of each super-class train and which are the OOD split; both empty: no shift.
struct Shift {
    std::vector<std::int64_t> train, ood;
};

Shift shift_of(const Table& settings) {
    Shift shift{distinct(settings.integers("train_classes")),
                distinct(settings.integers("ood_classes"))};
    if (shift.train.empty() && shift.ood.empty())
        return shift;
    if (settings.text("labels") != "coarse")
        throw usage("dataset.train_classes and dataset.ood_classes divide the super-classes, so "
                    "that the labels must be those: set dataset.labels = \"coarse\".");
    const bool train_given = !shift.train.empty();
    auto& given = train_given ? shift.train : shift.ood;
    auto& rest = train_given ? shift.ood : shift.train;
    if (rest.empty())
        for (std::int64_t place = 0; place < classes_each; ++place)
            if (std::find(given.begin(), given.end(), place) == given.end())
                rest.push_back(place);
    for (const std::int64_t place : shift.train)
        if (std::find(shift.ood.begin(), shift.ood.end(), place) != shift.ood.end())
            throw usage("dataset.train_classes and dataset.ood_classes both have {}: a class "
                        "cannot be trained on and be a shift as well.",
                        place);
    if (rest.empty())
        throw usage("dataset.{} has all of the {} classes of each super-class, so that none is "
                    "left for the other; leave some out.",
                    train_given ? "train_classes" : "ood_classes", classes_each);
    return shift;
}

// `images` with the labels that are wanted.
ImageSet labelled(CifarImages images, bool coarse, const std::vector<std::string>& names) {
    if (coarse) {
        constexpr int super_classes = 20;
        images.set.labels = std::move(images.coarse);
        images.set.classes = super_classes;
    }
    images.set.names = names;
    return std::move(images.set);
}

Dataset make(const Table& settings) {
    const Shift shift = shift_of(settings);
    const CifarFolder files = find_cifar(CifarKind::hundred, settings);
    const bool coarse = settings.text("labels") == "coarse";
    const auto names = coarse ? cifar_names(files.folder / "coarse_label_names.txt", 20)
                              : cifar_names(files.folder / "fine_label_names.txt", 100);
    CifarImages train = read_cifar(CifarKind::hundred, files.train);
    CifarImages test = read_cifar(CifarKind::hundred, {files.test});
    Members members;
    add_members(members, train);
    add_members(members, test);
    const auto select = [&](const CifarImages& images, const std::vector<std::int64_t>& places) {
        return those_at(images, members, places);
    };
    std::vector<std::int64_t> of_train, of_test, of_ood;
    if (!shift.train.empty()) {
        of_train = select(train, shift.train);
        of_test = select(test, shift.train);
        of_ood = select(test, shift.ood);
    }
    ImageSet train_set = labelled(std::move(train), coarse, names);
    ImageSet test_set = labelled(std::move(test), coarse, names);
    ImageSet ood_set;
    if (!shift.train.empty()) {
        ood_set = images_at(test_set, of_ood);
        train_set = images_at(train_set, of_train);
        test_set = images_at(test_set, of_test);
    }
    const auto kept = [&](ImageSet set, const char* key, const std::filesystem::path& file) {
        return first_images_asked(std::move(set), settings.integer(key), file);
    };
    Dataset all = dataset_of(id, kept(std::move(train_set), "train_examples", files.train.front()),
                             kept(std::move(test_set), "test_examples", files.test));
    if (ood_set.count > 0)
        all.others = {split_of(kept(std::move(ood_set), "test_examples", files.test),
                               "other_classes", SplitRole::ood, id, "test")};
    all.files = cifar_origin(CifarKind::hundred, files);
    return all;
}

std::vector<SplitInfo> others(const Table& settings) {
    if (shift_of(settings).train.empty())
        return {};
    SplitInfo split;
    split.name = "other_classes";
    split.role = SplitRole::ood;
    return {split};
}

std::vector<Parameter> parameters() {
    std::vector<Parameter> all = cifar_parameters();
    all.push_back({.key = "labels",
                   .fallback = std::string("fine"),
                   .label = translatable("Labels"),
                   .help = translatable("fine: 100 classes. coarse: the 20 super-classes."),
                   .words = {"fine", "coarse"}});
    const auto places = [](const char* key, const char* label, const char* help) {
        return Parameter{.key = key,
                         .fallback = std::vector<std::int64_t>{},
                         .label = label,
                         .help = help,
                         .minimum = 0,
                         .maximum = static_cast<double>(classes_each - 1)};
    };
    all.push_back(places(
        "train_classes", translatable("Classes to train on"),
        translatable("A shift of super-classes, with coarse labels: which of the five classes of "
                     "each super-class are trained on and are the ID test set, by their places "
                     "from 0 in the order of their numbers. Empty: those that ood_classes leaves, "
                     "or all.")));
    all.push_back(places(
        "ood_classes", translatable("Classes of the OOD split"),
        translatable("Which of the five classes of each super-class are never trained on and are "
                     "the OOD split other_classes. Empty: those that train_classes leaves.")));
    return all;
}

} // namespace

CatalogueEntry<MakeDataset> dataset_cifar100() {
    return {{.id = id,
             .label = translatable("CIFAR-100"),
             .help = translatable("Colour photographs of a hundred kinds of things in twenty "
                                  "super-classes, 32 x 32 pixels: 50,000 to train on and 10,000 to "
                                  "test with. The binary version (cifar-100-binary.tar.gz), "
                                  "unpacked; other numbers of images are taken too. Source: "
                                  "Krizhevsky 2009, \"Learning Multiple Layers of Features from "
                                  "Tiny Images\"."),
             .parameters = parameters()},
            {make, others,
             [](const Table& settings) { return cifar_notice(CifarKind::hundred, settings); }}};
}

} // namespace thaw

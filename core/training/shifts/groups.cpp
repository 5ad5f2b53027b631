// Published sets of shifts, under one word each.
#include "core/training/shifts/shift.h"

namespace thaw {
namespace {

const std::vector<std::string> mnist_c = {
    "shot_noise", "impulse_noise", "glass_blur",  "motion_blur", "shear",
    "scale",      "rotate",        "brightness",  "translate",   "stripe",
    "fog",        "spatter",       "dotted_line", "zigzag",      "canny_edges"};

const std::vector<std::string> cifar_c = {"cifar_c_gaussian_noise",
                                          "cifar_c_shot_noise",
                                          "cifar_c_impulse_noise",
                                          "cifar_c_defocus_blur",
                                          "cifar_c_glass_blur",
                                          "cifar_c_motion_blur",
                                          "cifar_c_zoom_blur",
                                          "cifar_c_snow",
                                          "cifar_c_frost",
                                          "cifar_c_fog",
                                          "cifar_c_brightness",
                                          "cifar_c_contrast",
                                          "cifar_c_elastic_transform",
                                          "cifar_c_pixelate",
                                          "cifar_c_jpeg_compression"};

std::vector<std::string> cifar_c_all() {
    std::vector<std::string> all = cifar_c;
    for (const char* other : {"speckle_noise", "gaussian_blur", "spatter", "saturate"})
        all.push_back(std::string("cifar_c_") + other);
    return all;
}

} // namespace

const std::vector<Group>& shift_groups() {
    static const std::vector<Group> all = {
        {{.id = "mnist_c",
          .label = translatable("MNIST-C"),
          .help =
              translatable("Stands for the 15 corruptions of MNIST-C, a split of each, at the "
                           "severities of the published files unless severity is given. Source: "
                           "Mu & Gilmer 2019, arXiv 1906.02337.")},
         mnist_c},
        {{.id = "cifar_c",
          .label = translatable("CIFAR-10-C"),
          .help =
              translatable("Stands for the 15 corruptions of CIFAR-10-C's benchmark, a split of "
                           "each at every severity given: severity = [1, 2, 3, 4, 5] for the "
                           "whole of it. Needs photographs, for cifar_c_frost. Source: "
                           "Hendrycks & Dietterich 2019, arXiv 1903.12261.")},
         cifar_c},
        {{.id = "cifar_c_all",
          .label = translatable("CIFAR-10-C with the additional corruptions"),
          .help = translatable("Stands for all 19 corruptions of CIFAR-10-C: cifar_c and speckle "
                               "noise, Gaussian blur, spatter and saturate. Source: Hendrycks & "
                               "Dietterich 2019, arXiv 1903.12261.")},
         cifar_c_all()}};
    return all;
}

} // namespace thaw

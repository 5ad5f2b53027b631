#include "core/figures/preset.h"

#include <stdexcept>

namespace thaw {

namespace {

constexpr double inches(double x) {
    return 72 * x;
}
constexpr double millimetres(double x) {
    return 72 * x / 25.4;
}

} // namespace

const std::vector<FigurePreset>& figure_presets() {
    using enum Typeface;
    static const std::vector<FigurePreset> presets{
        // neurips_20xx.sty: one column of 5.5 in
        {"neurips", "NeurIPS", inches(5.5), inches(5.5), times, 9, 7, 0.5, 1.0, false},
        // iclr20xx_conference.sty: the same page
        {"iclr", "ICLR", inches(5.5), inches(5.5), times, 9, 7, 0.5, 1.0, false},
        // icml20xx.sty: columns of 3.25 in, 6.75 in across, captions of 9 pt
        {"icml", "ICML", inches(3.25), inches(6.75), times, 8, 6, 0.5, 1.0, false},
        // acl.sty: A4, margins of 2.5 cm, 0.6 cm between columns of 7.7 cm
        {"acl", "ACL", millimetres(77), millimetres(160), times, 9, 7, 0.5, 1.0, false},
        // tmlr.sty: 6.5 in, Computer Modern
        {"tmlr", "TMLR", inches(6.5), inches(6.5), computer_modern, 9, 7, 0.5, 1.0, false},
        // jmlr2e.sty: 6 in, Computer Modern
        {"jmlr", "JMLR", inches(6.0), inches(6.0), computer_modern, 9.95, 7.95, 0.5, 1.0, false},
        // aaai24.sty: columns of 3.3 in, 0.375 in between them
        {"aaai", "AAAI", inches(3.3), inches(6.975), times, 9, 7, 0.5, 1.0, false},
        // CVPR's author kit: 6 7/8 in, columns of 3 1/4 in
        {"cvpr", "CVPR", inches(3.25), inches(6.875), times, 8, 6, 0.5, 1.0, false},
        // IEEE Author Center: 3.5 in, 7.16 in; lettering of 8 pt
        {"ieee", "IEEE", inches(3.5), inches(7.16), times, 8, 7, 0.5, 1.0, false},
        // Nature's guide to figures: 89 mm, 183 mm; sans serif of 5 to 7 pt, letters bold and 8 pt
        {"nature", "Nature", millimetres(89), millimetres(183), helvetica, 7, 6, 0.5, 0.75, true},
    };
    return presets;
}

const FigurePreset& figure_preset(std::string_view id) {
    for (const auto& preset : figure_presets())
        if (preset.id == id)
            return preset;
    throw std::logic_error("no preset " + std::string(id));
}

} // namespace thaw

#include "core/compare/group_curve.h"

#include "core/compare/sample_summary.h"
#include "core/run/error.h"

#include <algorithm>
#include <cmath>

namespace thaw {

std::string to_text(Centre centre) {
    return centre == Centre::mean ? "mean" : "median";
}

std::string to_text(Band band) {
    switch (band) {
    case Band::none:
        return "none";
    case Band::sd:
        return "sd";
    case Band::se:
        return "se";
    case Band::ci95:
        return "ci95";
    case Band::iqr:
        return "iqr";
    }
    return {};
}

std::string band_text(Band band) {
    switch (band) {
    case Band::none:
        return tr("no band");
    case Band::sd:
        return tr("SD");
    case Band::se:
        return tr("SE");
    case Band::ci95:
        return tr("95 % CI");
    case Band::iqr:
        return tr("IQR");
    }
    return {};
}

std::vector<Band> bands_of(Centre centre) {
    if (centre == Centre::median)
        return {Band::iqr, Band::none};
    return {Band::sd, Band::se, Band::ci95, Band::iqr, Band::none};
}

namespace {

double half_width(const SampleSummary& summary, Band band) {
    switch (band) {
    case Band::sd:
        return summary.sd;
    case Band::se:
        return summary.standard_error;
    case Band::ci95:
        return summary.half_interval;
    default:
        return std::nan("");
    }
}

} // namespace

GroupCurve group_curve(const AlignedCurves& curves, Centre centre, Band band) {
    GroupCurve group;
    group.centre_kind = centre;
    group.band = band;
    group.x = curves.x;
    group.runs = curves.y.size();
    group.not_finite = curves.not_finite;
    group.alignment = alignment_text(curves);
    const std::size_t size = curves.x.size();
    group.centre.assign(size, std::nan(""));
    group.low = group.high = group.centre;
    group.n.assign(size, 0);
    const bool sorting = centre == Centre::median || band == Band::iqr;
    std::vector<double> here;
    for (std::size_t i = 0; i < size; ++i) {
        here.clear();
        for (const auto& y : curves.y)
            if (std::isfinite(y[i]))
                here.push_back(y[i]);
        group.n[i] = static_cast<std::int32_t>(here.size());
        if (here.empty())
            continue;
        const SampleSummary summary = summarise(here);
        if (sorting)
            std::sort(here.begin(), here.end());
        group.centre[i] = centre == Centre::mean ? summary.mean : quantile(here, 0.5);
        if (here.size() < 2 || band == Band::none)
            continue;
        if (band == Band::iqr) {
            group.low[i] = quantile(here, 0.25);
            group.high[i] = quantile(here, 0.75);
        } else {
            group.low[i] = group.centre[i] - half_width(summary, band);
            group.high[i] = group.centre[i] + half_width(summary, band);
        }
    }
    return group;
}

std::string legend_text(const GroupCurve& curve) {
    std::string text = curve.centre_kind == Centre::mean ? tr("mean") : tr("median");
    std::int32_t least = 0, most = 0;
    if (!curve.n.empty()) {
        const auto [low, high] = std::minmax_element(curve.n.begin(), curve.n.end());
        least = *low;
        most = *high;
    }
    const bool spread = most > 1; // of one run there is none
    if (spread && (curve.band == Band::sd || curve.band == Band::se))
        text = sentence("{} ± {}", text, band_text(curve.band));
    else if (spread && curve.band == Band::ci95)
        text = sentence("{} with its 95 % CI (Student t)", text);
    else if (spread && curve.band == Band::iqr)
        text = sentence("{} with IQR", text);
    text += least == most ? fmt::format(", n = {}", most) : fmt::format(", n = {}–{}", least, most);
    if (!spread && curve.band != Band::none)
        text += ", " + sentence("no {} of one run", band_text(curve.band));
    if (!curve.alignment.empty())
        text += ", " + curve.alignment;
    if (curve.not_finite > 0)
        text += ", " +
                sentence("{} with readings that are not finite, left out there", curve.not_finite);
    return text;
}

} // namespace thaw

#include "widgets/figures/figure_fonts.h"

#include <QFontDatabase>
#include <QHash>
#include <QRawFont>
#include <algorithm>

namespace thaw {

namespace {

constexpr int drawn_size = 100;

QStringList greek_families(Typeface typeface) {
    return {typeface == Typeface::computer_modern ? QStringLiteral("Latin Modern Math")
                                                  : QStringLiteral("TeX Gyre Termes Math")};
}

QStringList other_families(Typeface typeface) {
    const bool serif = typeface != Typeface::helvetica;
    return {serif ? QStringLiteral("Noto Serif CJK JP") : QStringLiteral("Noto Sans CJK JP"),
            QStringLiteral("Noto Sans CJK JP"),
            serif ? QStringLiteral("DejaVu Serif") : QStringLiteral("DejaVu Sans"),
            QStringLiteral("DejaVu Sans")};
}

struct Face {
    QFont font;
    QRawFont raw;
    bool maths = false; // Greek letters are those of the mathematical alphabet
};

// The installed faces of a typeface in their order. Fonts are looked up once.
const QVector<Face>& faces(Typeface typeface, Slant slant) {
    static QHash<int, QVector<Face>> kept; // the screen's thread, or a program's only one
    QVector<Face>& found = kept[static_cast<int>(typeface) * 4 + static_cast<int>(slant)];
    if (!found.isEmpty())
        return found;
    const QStringList installed = QFontDatabase::families();
    const auto add = [&](const QStringList& families, bool maths, bool upright) {
        for (const QString& family : families) {
            if (!installed.contains(family))
                continue;
            QFont font(family);
            font.setPixelSize(drawn_size);
            font.setHintingPreference(QFont::PreferNoHinting);
            font.setStyleStrategy(QFont::NoFontMerging);
            // The layout reckons with full em: CJK fonts kern their kana.
            font.setKerning(!family.startsWith(QLatin1String("Noto")));
            font.setItalic(slant == Slant::italic && !upright);
            font.setBold(slant == Slant::bold);
            found.append({font, QRawFont::fromFont(font), maths});
        }
    };
    add(font_families(typeface), false, false);
    add(greek_families(typeface), true, true);
    add(other_families(typeface), false, true);
    if (found.isEmpty()) { // nothing of ours: what the system thinks fit
        QFont font;
        font.setPixelSize(drawn_size);
        found.append({font, QRawFont::fromFont(font), false});
    }
    return found;
}

// Greek alpha to omega in the slanted mathematical alphabet (U+1D6FC...).
char32_t mathematical(char32_t c) {
    return c >= 0x3B1 && c <= 0x3C9 ? 0x1D6FC + (c - 0x3B1) : c;
}

} // namespace

QStringList font_families(Typeface typeface) {
    switch (typeface) {
    case Typeface::computer_modern:
        return {QStringLiteral("Latin Modern Roman"), QStringLiteral("LM Roman 10"),
                QStringLiteral("CMU Serif")};
    case Typeface::helvetica:
        return {QStringLiteral("TeX Gyre Heros"), QStringLiteral("Liberation Sans"),
                QStringLiteral("Nimbus Sans"), QStringLiteral("Arial")};
    default:
        return {QStringLiteral("TeX Gyre Termes"), QStringLiteral("Liberation Serif"),
                QStringLiteral("Nimbus Roman"), QStringLiteral("Times New Roman")};
    }
}

bool has_usable_font(Typeface typeface) {
    const QVector<Face>& all = faces(typeface, Slant::upright);
    return std::any_of(all.begin(), all.end(), [](const Face& face) {
        return face.raw.isValid() && !face.raw.fontTable("head").isEmpty();
    });
}

bool has_own_font(Typeface typeface) {
    return QFontDatabase::families().contains(font_families(typeface).constFirst());
}

QVector<FontRun> font_runs(const QString& text, Typeface typeface, Slant slant) {
    const QVector<Face>& all = faces(typeface, slant);
    QVector<FontRun> runs;
    int last = -1;
    for (const char32_t c : text.toStdU32String()) {
        int chosen = 0;
        char32_t shown = c;
        for (int i = 0; i < all.size(); ++i) {
            const char32_t glyph = all[i].maths && slant == Slant::italic ? mathematical(c) : c;
            if (all[i].raw.supportsCharacter(glyph)) {
                chosen = i;
                shown = glyph;
                break;
            }
        }
        if (chosen != last)
            runs.append({QString(), all[chosen].font});
        last = chosen;
        runs.last().text += QString::fromUcs4(&shown, 1);
    }
    return runs;
}

} // namespace thaw

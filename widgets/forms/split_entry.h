// One split of a preview: what it is for, how many examples it has and what some of them look like.
#pragma once

#include "core/run/data_preview.h"

#include <QWidget>

namespace thaw {

class PictureStrip;

class SplitEntry : public QWidget {
    Q_OBJECT
  public:
    // `all` is the preview that the split is of.
    SplitEntry(const SplitPreview& split, const DataPreview& all, QWidget* parent = nullptr);

    PictureStrip* strip() const { return strip_; } // null: there are no pictures
    QString told() const;                          // everything that is said, for tests

  private:
    PictureStrip* strip_ = nullptr;
};

// What a split is for.
QString role_text(SplitRole role);

} // namespace thaw

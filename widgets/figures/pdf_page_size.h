// The exact size of a PDF's page: QPdfWriter knows whole points only.
#pragma once

#include <QByteArray>

namespace thaw {

// The same file with its one page `width` x `height` pt: an incremental update (ISO 32000-1, 7.5.6)
// that replaces the page object. The drawing hangs on the upper edge. What is not a file of
// QPdfWriter's with one page is given back as it is.
QByteArray with_page_size(const QByteArray& pdf, double width, double height);

} // namespace thaw

#include "widgets/figures/pdf_page_size.h"

#include <QRegularExpression>

namespace thaw {

namespace {

QByteArray captured(const QByteArray& text, const char* pattern) {
    const QRegularExpression expression(QString::fromLatin1(pattern));
    return expression.match(QString::fromLatin1(text)).captured(1).toLatin1();
}

} // namespace

QByteArray with_page_size(const QByteArray& pdf, double width, double height) {
    const qsizetype page = pdf.indexOf("/Type /Page\n");
    const qsizetype begin = pdf.lastIndexOf(" 0 obj", page);
    const qsizetype line = pdf.lastIndexOf('\n', begin) + 1;
    const qsizetype end = pdf.indexOf("endobj", page);
    const qsizetype trailer = pdf.lastIndexOf("trailer");
    if (page < 0 || begin < 0 || end < 0 || trailer < 0)
        return pdf;
    QByteArray object = pdf.mid(line, end + 7 - line);
    const QByteArray box = captured(object, R"((/MediaBox \[[^\]]*\]))");
    const double whole = captured(object, R"(/MediaBox \[\S+ \S+ \S+ ([0-9.]+))").toDouble();
    const QByteArray tail = pdf.mid(trailer);
    const QByteArray root = captured(tail, R"((/Root \d+ 0 R))");
    const QByteArray info = captured(tail, R"((/Info \d+ 0 R))");
    const QByteArray size = captured(tail, R"((/Size \d+))");
    const QByteArray previous = captured(tail, R"(startxref\s+(\d+))");
    if (box.isEmpty() || root.isEmpty() || size.isEmpty() || previous.isEmpty())
        return pdf;
    object.replace(box, "/MediaBox [0 " + QByteArray::number(whole - height, 'f', 4) + ' ' +
                            QByteArray::number(width, 'f', 4) + ' ' +
                            QByteArray::number(whole, 'f', 4) + ']');
    QByteArray result = pdf;
    if (!result.endsWith('\n'))
        result += '\n';
    const qsizetype at = result.size();
    result += object;
    const qsizetype table = result.size();
    result += "xref\n" + pdf.mid(line, begin - line) + " 1\n" +
              QByteArray::number(at).rightJustified(10, '0') + " 00000 n \ntrailer\n<<\n" + size +
              '\n' + root + '\n' + info + "\n/Prev " + previous + "\n>>\nstartxref\n" +
              QByteArray::number(table) + "\n%%EOF\n";
    return result;
}

} // namespace thaw

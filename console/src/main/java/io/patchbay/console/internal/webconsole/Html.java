package io.patchbay.console.internal.webconsole;

import java.util.List;

/** Writes HTML in which text is text, whoever wrote it. Not thread-safe. */
final class Html {

    private final StringBuilder out = new StringBuilder(8_192);

    /** Markup of ours. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Text of anybody. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                // the web console replaces ${…} in what plugins write
                case '$' -> out.append("&#36;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** An element with text in it. */
    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** Begins a table. */
    Html table(String title, String... columns) {
        element("h3", title).raw("<table class=\"nicetable\"><thead><tr>");
        for (String column : columns) {
            raw("<th scope=\"col\">").text(column).raw("</th>");
        }
        return raw("</tr></thead><tbody>");
    }

    /** A row of text. */
    Html row(List<String> cells) {
        raw("<tr>");
        cells.forEach(cell -> element("td", cell));
        return raw("</tr>");
    }

    /** Ends a table. */
    Html end(int rows, String none) {
        raw("</tbody></table>");
        return rows == 0 ? element("p", none) : this;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}

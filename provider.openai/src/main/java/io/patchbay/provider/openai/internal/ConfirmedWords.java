package io.patchbay.provider.openai.internal;

/**
 * Makes pieces of a transcript that is told as a whole again and again: what of it is certain only
 * grows, and what has been told of it is not told again. For one item at a time, as one caller
 * speaks.
 */
final class ConfirmedWords {

    private String item = "";
    private String told = "";

    /**
     * What is new.
     *
     * @param certain all words of the item that will not change any more
     */
    String more(String itemId, String certain) {
        if (!itemId.equals(item)) {
            item = itemId;
            told = "";
        }
        if (certain.length() <= told.length() || !certain.startsWith(told)) {
            return "";
        }
        String more = certain.substring(told.length());
        told = certain;
        return more;
    }
}

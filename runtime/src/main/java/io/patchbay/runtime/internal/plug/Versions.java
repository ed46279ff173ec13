package io.patchbay.runtime.internal.plug;

/**
 * Compares versions as OSGi does: up to three numbers, then a qualifier as text. On the class path
 * versions are whatever the application says, so what is no number begins the qualifier, and no
 * version at all, {@code "-"}, is the lowest.
 */
final class Versions {

    private static final int NUMBERS = 3;

    /** More digits are no version number that anybody counts up. */
    private static final int DIGITS = 18;

    private Versions() {}

    /** Negative when {@code one} is lower than {@code other}, positive when higher, else 0. */
    static int compare(String one, String other) {
        boolean none = one.equals("-");
        if (none || other.equals("-")) {
            return Boolean.compare(!none, !other.equals("-"));
        }
        Parsed a = Parsed.of(one);
        Parsed b = Parsed.of(other);
        for (int i = 0; i < NUMBERS; i++) {
            int order = Long.compare(a.numbers[i], b.numbers[i]);
            if (order != 0) {
                return order;
            }
        }
        return a.qualifier.compareTo(b.qualifier);
    }

    private record Parsed(long[] numbers, String qualifier) {

        static Parsed of(String version) {
            long[] numbers = new long[NUMBERS];
            String rest = version;
            for (int i = 0; i < NUMBERS; i++) {
                int digits = digits(rest);
                if (digits == 0 || digits > DIGITS) {
                    break;
                }
                numbers[i] = Long.parseLong(rest.substring(0, digits));
                boolean more = digits < rest.length() && rest.charAt(digits) == '.';
                rest = rest.substring(more ? digits + 1 : digits);
                if (!more) {
                    break;
                }
            }
            return new Parsed(numbers, rest);
        }

        private static int digits(String text) {
            int digits = 0;
            while (digits < text.length()
                    && text.charAt(digits) >= '0'
                    && text.charAt(digits) <= '9') {
                digits++;
            }
            return digits;
        }
    }
}

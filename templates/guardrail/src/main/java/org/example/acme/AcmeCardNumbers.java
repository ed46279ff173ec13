package org.example.acme;

import io.patchbay.api.guardrail.Verdict;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the numbers of payment cards by their check digit. Immutable; for any thread. */
final class AcmeCardNumbers {

    private static final int LONGEST = 19;

    private final Pattern number;

    AcmeCardNumbers(int shortest) {
        if (shortest < 8 || shortest > LONGEST) {
            throw new IllegalArgumentException(
                    "setting 'shortest' must be 8 to " + LONGEST + " digits, not " + shortest);
        }
        // whole numbers only, with whatever a transcript puts between their digits
        number =
                Pattern.compile(
                        "(?<!\\d)\\d(?:[ ,.-]{0,2}\\d){"
                                + (shortest - 1)
                                + ","
                                + (LONGEST - 1)
                                + "}(?!\\d)");
    }

    /** Trips at the first one. The verdict says that there is one, not which: events are shown. */
    Verdict check(String text) {
        Matcher found = number.matcher(text);
        while (found.find()) {
            String digits = found.group().replaceAll("\\D", "");
            if (hasCheckDigit(digits)) {
                return Verdict.trip("a card number of " + digits.length() + " digits");
            }
        }
        return Verdict.PASS;
    }

    /** Luhn's formula, ISO/IEC 7812-1: every second digit from the right counts twice. */
    private static boolean hasCheckDigit(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int counted = i % 2 == 0 ? digit : 2 * digit;
            sum += counted > 9 ? counted - 9 : counted;
        }
        return sum % 10 == 0;
    }
}

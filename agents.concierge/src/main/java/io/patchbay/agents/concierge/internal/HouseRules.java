package io.patchbay.agents.concierge.internal;

import io.patchbay.api.guardrail.OutputGuardrail;
import io.patchbay.api.guardrail.Verdict;
import java.util.regex.Pattern;

/** What nobody of the house says aloud, whoever asks. */
final class HouseRules {

    private static final Pattern SECRET =
            Pattern.compile("\\b(master key|safe code|guest list)\\b", Pattern.CASE_INSENSITIVE);

    private HouseRules() {}

    /** Trips where keys, codes or other guests are spoken of. */
    static OutputGuardrail guardrail() {
        return OutputGuardrail.of(
                "house_rules",
                "what concerns the safety of the house and its guests stays in the house",
                HouseRules::check);
    }

    static Verdict check(String text) {
        return SECRET.matcher(text).find()
                ? Verdict.trip("the house keeps that to itself")
                : Verdict.PASS;
    }
}

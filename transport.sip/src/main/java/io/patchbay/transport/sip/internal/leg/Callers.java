package io.patchbay.transport.sip.internal.leg;

import io.patchbay.sip.SipInvitation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a router and an agent may know of a caller. It is what a stranger says: bounded. */
final class Callers {

    private static final int MOST_HEADERS = 32;
    private static final int LONGEST = 512;

    private Callers() {}

    /**
     * Who calls: {@code from}, {@code name}, {@code to}, {@code remote} (his address), {@code
     * transport}, {@code user} when he proved it by digest, and {@code header.NAME}, in lower case,
     * for each header field that is asked for or begins with {@code X-}.
     */
    static Map<String, String> metadata(SipInvitation call, Set<String> wanted) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("from", bounded(call.from()));
        String name = call.fromName();
        if (name != null && !name.isBlank()) {
            metadata.put("name", bounded(name));
        }
        metadata.put("to", bounded(call.target()));
        metadata.put("remote", call.source().getAddress().getHostAddress());
        metadata.put("transport", call.transport());
        String user = call.user();
        if (user != null) {
            metadata.put("user", bounded(user));
        }
        int headers = 0;
        for (Map.Entry<String, List<String>> field : call.headers().entrySet()) {
            String lower = field.getKey().toLowerCase(Locale.ROOT);
            if ((lower.startsWith("x-") || wanted.contains(lower)) && headers++ < MOST_HEADERS) {
                metadata.put("header." + lower, bounded(String.join(", ", field.getValue())));
            }
        }
        return metadata;
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}

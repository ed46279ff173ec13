package io.patchbay.sip.internal.signal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The value of WWW-Authenticate, Authorization and their Proxy forms (RFC 3261 §20.7, §20.44).
 *
 * @param scheme such as {@code Digest}
 * @param fields by their names in lower case, in order, without quotes
 */
public record AuthFields(String scheme, Map<String, String> fields) {

    private static final int MOST = 32;

    /** Those that are written without quotes (RFC 7616 §3.3, §3.4). */
    private static final Set<String> PLAIN = Set.of("algorithm", "stale", "nc");

    /** Copies the fields. */
    public AuthFields {
        Objects.requireNonNull(scheme, "scheme");
        Objects.requireNonNull(fields, "fields");
        fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /**
     * Reads one challenge or one set of credentials. Of a scheme with another syntax there are no
     * fields.
     *
     * @throws MalformedException when it is none
     */
    public static AuthFields parse(String text) {
        var in = new Scanner(text);
        in.skipSpace();
        String scheme = in.token();
        var fields = new LinkedHashMap<String, String>();
        if (!scheme.equalsIgnoreCase("Digest")) {
            return new AuthFields(scheme, fields);
        }
        in.skipSpace();
        while (!in.atEnd()) {
            String name = in.token().toLowerCase(Locale.ROOT);
            in.expect('=');
            String value = Scanner.unquote(in.parameterValue());
            if (fields.size() >= MOST || fields.put(name, value) != null) {
                throw new MalformedException("a field of a digest comes twice");
            }
            if (!in.accept(',')) {
                in.expectEnd();
            }
        }
        return new AuthFields(scheme, fields);
    }

    /** Whether it is a digest. */
    public boolean isDigest() {
        return scheme.equalsIgnoreCase("Digest");
    }

    /** One field, or null. */
    public @Nullable String get(String name) {
        return fields.get(name);
    }

    /**
     * As it is written: in quotes but for algorithm, stale and nc, and the qop of credentials
     * (which have a {@code response}).
     */
    public String write() {
        var text = new StringBuilder(128).append(scheme);
        char separator = ' ';
        boolean credentials = fields.containsKey("response");
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String name = field.getKey();
            boolean plain = PLAIN.contains(name) || credentials && name.equals("qop");
            text.append(separator)
                    .append(name)
                    .append('=')
                    .append(plain ? field.getValue() : Scanner.quote(field.getValue()));
            separator = ',';
        }
        return text.toString();
    }

    /** The scheme alone: the rest is nobody's business. */
    @Override
    public String toString() {
        return "AuthFields[" + scheme + "]";
    }
}

package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Secret;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a service wants to see a credential.
 *
 * @param key the header of a long-lived key
 * @param token the header of a token or a client secret
 * @param variable the environment variable in which the key conventionally lives
 * @param tokenVariable the same of a token, or null when there is none
 */
record Presentation(Header key, Header token, String variable, @Nullable String tokenVariable) {

    /**
     * A header.
     *
     * @param name its name
     * @param prefix what stands before the credential in it
     */
    record Header(String name, String prefix) {}

    /** {@code Authorization: Bearer}, for whatever credential. */
    static final Header BEARER = new Header("Authorization", "Bearer ");

    /** Every credential as a bearer. */
    static Presentation bearer(String variable) {
        return new Presentation(BEARER, BEARER, variable, null);
    }

    /** The header that presents a credential; none for none. */
    Map<String, Secret> of(Credential credential) {
        Header header =
                switch (credential.kind()) {
                    case API_KEY -> key;
                    case CLIENT_SECRET, BEARER_TOKEN -> token;
                    case NONE -> null;
                };
        return header == null
                ? Map.of()
                : Map.of(header.name, Secret.of(header.prefix + credential.secret().reveal()));
    }
}

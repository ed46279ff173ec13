package io.patchbay.launcher;

import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.net.relay.RelayTokens;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A line that leads to a relay, which has the provider's key: what is shown there in its place. */
final class RelayOptions {

    private static final String NAME = "--relay-secret-file";

    @Option(
            names = NAME,
            paramLabel = "FILE",
            description =
                    "The URL is a relay's, which has the provider's key: show it a token, signed with the secret in this file, at every connect. ./patchbay token --new-secret makes one.")
    private @Nullable Path secret;

    /** Whether the line leads to a relay. */
    boolean given() {
        return secret != null;
    }

    /**
     * Looks at what was asked for, before anybody is called.
     *
     * @param address where the line leads, or null for the provider's own address
     * @param transport by which transport
     * @param model the model for an address that names none, or null for the provider's own
     */
    void check(@Nullable URI address, String transport, @Nullable String model) {
        if (secret == null) {
            return;
        }
        if (address == null) {
            throw new UsageException(NAME + " is for a relay: give its address with --url");
        }
        if (transport.equals("webrtc")) {
            throw new UsageException(
                    NAME
                            + ": a relay takes WebSocket connections; give --transport cloudflare or websocket");
        }
        try {
            tokens(new RelaySecretFile(NAME, secret), address, model);
        } catch (IllegalArgumentException e) {
            throw new UsageException(NAME + ": " + Failures.line(e));
        }
    }

    /**
     * Tokens for the relay: for its host and for one model. The file is read anew at each connect,
     * so that a secret can be exchanged while calls are up.
     *
     * @param address where the line leads
     * @param model the model for an address that names none, or null for the provider's own
     * @return none where the line leads to no relay
     */
    Optional<CredentialSupplier> credentials(@Nullable URI address, @Nullable String model) {
        if (secret == null || address == null) {
            return Optional.empty();
        }
        RelaySecretFile file = new RelaySecretFile(NAME, secret);
        file.warnIfOpen();
        return Optional.of(
                scope -> {
                    try {
                        return tokens(file, address, model).get(scope);
                    } catch (UsageException e) { // the file has changed
                        return CompletableFuture.failedFuture(e);
                    }
                });
    }

    private static RelayTokens tokens(RelaySecretFile file, URI address, @Nullable String model) {
        return file.tokens()
                .audience(address.getHost())
                .model(modelOf(address).orElse(model))
                .build();
    }

    private static Optional<String> modelOf(URI address) {
        String query = address.getRawQuery();
        return query == null
                ? Optional.empty()
                : Arrays.stream(query.split("&"))
                        .filter(part -> part.startsWith("model="))
                        .map(part -> part.substring("model=".length()))
                        .map(name -> URLDecoder.decode(name, StandardCharsets.UTF_8))
                        .findFirst();
    }
}

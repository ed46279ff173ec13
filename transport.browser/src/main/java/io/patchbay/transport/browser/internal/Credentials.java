package io.patchbay.transport.browser.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Credentials with which a page begins a call: random, of short life, for so many calls. What is
 * kept of each is a digest and what it grants, as text in the memory of the door, so that it holds
 * for the next version of this plug, too. Any thread.
 */
final class Credentials {

    private static final String KEY = "credential:";
    private static final int BYTES = 32;

    /**
     * What a credential grants.
     *
     * @param origin pages of this origin alone, or empty for any that may call at all
     * @param metadata what is known of the caller
     */
    record Grant(String origin, Map<String, String> metadata) {
        Grant {
            metadata = Map.copyOf(metadata);
        }
    }

    /** A credential, and until when it begins a call, in milliseconds since 1970. */
    record Minted(String credential, long expires) {
        @Override
        public String toString() {
            return "Minted[***]";
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final ConcurrentMap<String, String> memory;
    private final int most;
    private final LongSupplier clock;

    /**
     * Credentials in this memory.
     *
     * @param most how many may be outstanding
     * @param clock milliseconds since 1970
     */
    Credentials(ConcurrentMap<String, String> memory, int most, LongSupplier clock) {
        this.memory = memory;
        this.most = most;
        this.clock = clock;
    }

    /** Makes one; empty when too many are outstanding. */
    Optional<Minted> mint(Grant grant, Duration lifetime, int uses) {
        long now = clock.getAsLong();
        if (memory.size() >= most) {
            memory.entrySet()
                    .removeIf(
                            entry ->
                                    entry.getKey().startsWith(KEY)
                                            && read(entry.getValue()).expires <= now);
        }
        if (memory.size() >= most) {
            return Optional.empty();
        }
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String credential = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        long expires = now + lifetime.toMillis();
        memory.put(KEY + digest(credential), new Kept(expires, uses, grant).text());
        return Optional.of(new Minted(credential, expires));
    }

    /**
     * Uses one.
     *
     * @param origin of the page, or empty for a program
     * @return what it grants; empty when it is unknown, expired, used up, or for another origin
     */
    Optional<Grant> redeem(String credential, String origin) {
        AtomicReference<Grant> granted = new AtomicReference<>();
        memory.computeIfPresent(
                KEY + digest(credential),
                (key, text) -> {
                    granted.set(null);
                    Kept kept = read(text);
                    if (kept.expires <= clock.getAsLong()) {
                        return null;
                    }
                    if (!kept.grant.origin.isEmpty() && !kept.grant.origin.equals(origin)) {
                        return text;
                    }
                    granted.set(kept.grant);
                    return kept.uses == 1
                            ? null
                            : new Kept(kept.expires, kept.uses - 1, kept.grant).text();
                });
        return Optional.ofNullable(granted.get());
    }

    /** What may be kept of a credential, and compared. */
    static String digest(String credential) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(credential.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Compares in a time that tells nothing. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private record Kept(long expires, int uses, Grant grant) {
        String text() {
            ObjectNode node = Json.object().put("e", expires).put("u", uses).put("o", grant.origin);
            ObjectNode metadata = node.putObject("m");
            grant.metadata.forEach(metadata::put);
            return Json.text(node);
        }
    }

    private static Kept read(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ObjectNode node = Json.object(bytes, 0, bytes.length);
        Map<String, String> metadata = new LinkedHashMap<>();
        node.path("m")
                .properties()
                .forEach(entry -> metadata.put(entry.getKey(), entry.getValue().asString()));
        return new Kept(
                node.path("e").asLong(),
                node.path("u").asInt(),
                new Grant(node.path("o").asString(), metadata));
    }
}

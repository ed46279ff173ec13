package io.patchbay.itest.relay;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.CredentialSupplier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * All that calls leave behind: what they told, what this JVM logged at its most talkative, and
 * files. And what must not be in it.
 */
final class Traces extends Handler implements AutoCloseable {

    private static final Logger OURS = Logger.getLogger("io.patchbay");

    private final SimpleFormatter format = new SimpleFormatter();
    private final List<String> kept = new CopyOnWriteArrayList<>();
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    Traces() {
        setLevel(Level.ALL);
        OURS.setLevel(Level.ALL);
        OURS.addHandler(this);
    }

    /** Keeps what something shows of itself. */
    void keep(Object told) {
        kept.add(String.valueOf(told));
    }

    /** This must be nowhere. */
    void secret(String text) {
        secrets.add(text);
    }

    /** The same credentials, none of which must be anywhere. */
    CredentialSupplier watched(CredentialSupplier supplier) {
        return scope ->
                supplier.get(scope)
                        .thenApply(
                                credential -> {
                                    watch(credential);
                                    return credential;
                                });
    }

    private void watch(Credential credential) {
        String shown = credential.secret().reveal();
        secrets.add(shown);
        if (shown.contains(".")) {
            // the header of a token is no secret, claims and signature are
            secrets.addAll(List.of(shown.split("\\.", -1)).subList(1, 3));
        }
        keep(credential);
    }

    @Override
    public void publish(LogRecord entry) {
        kept.add(format.format(entry));
    }

    /**
     * Looks through everything.
     *
     * @param files a folder with all that was written
     * @param except the one file that has a secret in it
     */
    void haveNoSecret(Path files, Path except) throws IOException {
        assertTrue(!secrets.isEmpty() && !kept.isEmpty());
        kept.forEach(text -> look(text, text));
        try (Stream<Path> all = Files.walk(files)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!file.equals(except)) {
                    byte[] content = Files.readAllBytes(file);
                    look(new String(content, StandardCharsets.ISO_8859_1), file);
                }
            }
        }
    }

    private void look(String text, Object where) {
        for (String secret : secrets) {
            assertFalse(text.contains(secret), () -> "a secret is in " + where);
        }
    }

    /** The last things that sessions told. */
    @Override
    public String toString() {
        List<String> all = kept.stream().filter(each -> each.contains("stamp=")).toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - 60), all.size()));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        OURS.removeHandler(this);
        OURS.setLevel(null);
    }
}

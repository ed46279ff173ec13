package io.patchbay.transport.sip.internal.leg;

import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may call where callers must prove who they are: {@code user.NAME} (private as {@code
 * .user.NAME}) is a password, and each line {@code NAME:PASSWORD} of {@code users-file}. Never
 * shown.
 */
final class Passwords implements Function<String, @Nullable Secret> {

    private static final String USER = "user.";

    private final Map<String, Secret> users;

    private Passwords(Map<String, Secret> users) {
        this.users = users;
    }

    /**
     * Reads them. Blocks for the file.
     *
     * @throws IllegalArgumentException naming the setting, and never a password
     */
    static Passwords read(Settings settings) {
        Map<String, Secret> users = new HashMap<>();
        for (String name : settings.names()) {
            if (name.startsWith(USER)) {
                users.put(name.substring(USER.length()), secret(name, settings.text(name, "")));
            }
        }
        settings.text("users-file").ifPresent(file -> users.putAll(file(file)));
        return new Passwords(Map.copyOf(users));
    }

    private static Map<String, Secret> file(String file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("setting 'users-file': cannot read " + file);
        }
        Map<String, Secret> users = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException(
                        "setting 'users-file': line " + (i + 1) + " is not NAME:PASSWORD");
            }
            users.put(
                    line.substring(0, colon).strip(),
                    secret("users-file", line.substring(colon + 1)));
        }
        return users;
    }

    /** A password; the message of a wrong one does not repeat it. */
    static Secret secret(String setting, String password) {
        try {
            return Secret.of(password);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting '" + setting + "': " + e.getMessage());
        }
    }

    boolean isEmpty() {
        return users.isEmpty();
    }

    @Override
    public @Nullable Secret apply(String user) {
        return users.get(user);
    }

    @Override
    public String toString() {
        return "Passwords[" + users.size() + "]";
    }
}

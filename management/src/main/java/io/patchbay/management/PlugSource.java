package io.patchbay.management;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where plugs come from: a jar, a folder of jars, a folder that is an unpacked bundle, or an
 * artifact in the local Maven repository.
 *
 * @param path absolute, of the file or folder
 * @param text what people call it
 */
public record PlugSource(Path path, String text) {

    /** Longer ones are no paths that anybody types. */
    private static final int LONGEST = 4_096;

    private static final Pattern COORDINATES =
            Pattern.compile(
                    "([A-Za-z0-9_.-]{1,200}):([A-Za-z0-9_.-]{1,200}):([A-Za-z0-9_.-]{1,100})");

    /** Checks for null, and that the path is absolute. */
    public PlugSource {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(text, "text");
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("the path of a plug is absolute, not " + path);
        }
    }

    /** A file or folder. */
    public static PlugSource of(Path path) {
        return new PlugSource(path.toAbsolutePath().normalize(), path.toString());
    }

    /**
     * What was typed: {@code group:artifact:version} of an artifact in the local Maven repository,
     * or else a path.
     *
     * @param text what was typed
     * @param base what a relative path begins at
     * @throws IllegalArgumentException for what is neither; the message says why
     */
    public static PlugSource parse(String text, Path base) {
        if (text.isBlank() || text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a plug is a path or group:artifact:version, of 1 to "
                            + LONGEST
                            + " characters");
        }
        Matcher coordinates = COORDINATES.matcher(text);
        if (coordinates.matches()) {
            return maven(text, coordinates.group(1), coordinates.group(2), coordinates.group(3));
        }
        try {
            return new PlugSource(base.toAbsolutePath().resolve(text).normalize(), text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'" + text.replaceAll("\\p{Cntrl}", "?") + "' is no path");
        }
    }

    private static PlugSource maven(String text, String group, String artifact, String version) {
        for (String part : (group + "." + artifact + "." + version).split("\\.", -1)) {
            if (part.isEmpty()) {
                throw new IllegalArgumentException("'" + text + "' has an empty part between dots");
            }
        }
        String local = System.getProperty("maven.repo.local");
        Path repository =
                local == null
                        ? Path.of(System.getProperty("user.home"), ".m2", "repository")
                        : Path.of(local);
        return new PlugSource(
                repository
                        .toAbsolutePath()
                        .resolve(group.replace('.', '/'))
                        .resolve(artifact)
                        .resolve(version)
                        .resolve(artifact + "-" + version + ".jar"),
                text);
    }
}

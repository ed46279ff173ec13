package io.patchbay.management;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Where a running {@link ManagementDoor} is and what opens it, as it stands in a file that its
 * owner alone may read: the address in the first line, the token in the second.
 *
 * @param uri the base of all resources, such as {@code http://127.0.0.1:8123/v1}
 * @param token what a request shows; a secret
 */
public record DoorKey(URI uri, String token) {

    /** The name of the file in the folder of all state. */
    public static final String FILE = "management.key";

    private static final int LONGEST = 4_096;

    /** Checks for null. */
    public DoorKey {
        Objects.requireNonNull(uri, "uri");
        Objects.requireNonNull(token, "token");
    }

    /**
     * Reads a file that a door wrote.
     *
     * @throws IOException when there is none, or something else is in it; the message names the
     *     file
     */
    public static DoorKey read(Path file) throws IOException {
        if (Files.isRegularFile(file) && Files.size(file) <= LONGEST) {
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            if (lines.size() == 2 && lines.get(0).matches("http://[^\\s/]+:\\d{1,5}/v1")) {
                return new DoorKey(URI.create(lines.get(0)), lines.get(1).strip());
            }
        }
        throw new IOException(file + " is no file that a running Patchbay wrote");
    }

    /**
     * Writes the file, readable by its owner alone from its first byte on.
     *
     * @throws IOException when it cannot be written
     */
    void write(Path file) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, ownerOnly(next));
        Files.write(next, List.of(uri.toString(), token), StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }

    /** The address alone. */
    @Override
    public String toString() {
        return "DoorKey[" + uri + "]";
    }
}

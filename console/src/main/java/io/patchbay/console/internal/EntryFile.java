package io.patchbay.console.internal;

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
import java.util.Set;

/** Tells the console's entry to the owner of a file, and to nobody else. */
final class EntryFile {

    /** The name of the file in the folder of all state. */
    static final String NAME = "console.url";

    private EntryFile() {}

    /**
     * Writes the file, readable by its owner alone from its first byte on.
     *
     * @throws IOException when it cannot be written
     */
    static Path write(Path folder, URI entry) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(NAME);
        Path next = folder.resolve(NAME + ".next");
        Files.deleteIfExists(next);
        Files.createFile(next, ownerOnly(next));
        Files.write(next, List.of(entry.toString()), StandardCharsets.UTF_8);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                : new FileAttribute<?>[0];
    }
}

package io.patchbay.launcher;

import io.patchbay.api.provider.Secret;
import io.patchbay.net.relay.RelayTokens;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The file with the secret that this side and a relay share.
 *
 * @param option the option that names it
 * @param path where it is
 */
record RelaySecretFile(String option, Path path) {

    private static final System.Logger LOG = System.getLogger(RelaySecretFile.class.getName());

    private static final int LONGEST = 4_096;

    /**
     * Tokens that are signed with what is in the file now, without the white space around it.
     *
     * @throws UsageException when there is no file, or no secret in it; the message names the file
     *     and repeats nothing of what is in it
     */
    RelayTokens.Builder tokens() {
        try {
            return RelayTokens.builder(Secret.of(read()));
        } catch (IllegalArgumentException e) {
            throw refused(
                    Failures.line(e) + "; ./patchbay token --new-secret FILE makes a good one");
        }
    }

    private String read() {
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new UsageException(
                    option
                            + ": "
                            + (Files.isDirectory(path) ? path + " is a folder" : Failures.line(e)));
        }
        if (content.length > LONGEST) {
            throw refused("it is longer than any secret; name the file that holds nothing else");
        }
        String text = new String(content, StandardCharsets.UTF_8).strip();
        if (text.isEmpty()) {
            throw refused("it is empty; ./patchbay token --new-secret FILE makes a good one");
        }
        return text;
    }

    /** Warns when every user of this machine can read the secret. */
    void warnIfOpen() {
        try {
            if (isPosix()
                    && Files.getPosixFilePermissions(path)
                            .contains(PosixFilePermission.OTHERS_READ)) {
                LOG.log(
                        Level.WARNING,
                        "{0}: every user of this machine can read the secret in {1}; chmod 600 keeps it from them",
                        option,
                        path);
            }
        } catch (IOException e) {
            throw refused("it cannot be read");
        }
    }

    /**
     * Makes the file, with a new secret in it, readable by its owner alone from its first byte on.
     *
     * @throws UsageException when there is a file of that name
     * @throws IOException when it cannot be written
     */
    void make() throws IOException {
        Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rw-------");
        FileAttribute<?>[] ownerOnly =
                isPosix()
                        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
                        : new FileAttribute<?>[0];
        try {
            Files.createFile(path, ownerOnly);
        } catch (FileAlreadyExistsException e) {
            throw refused("it is there already and is left as it is; name another file");
        }
        Files.writeString(
                path,
                RelayTokens.newSecret().reveal() + "\n",
                StandardOpenOption.TRUNCATE_EXISTING);
    }

    private boolean isPosix() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private UsageException refused(String why) {
        return new UsageException(option + ": " + path + ": " + why);
    }
}

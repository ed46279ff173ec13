package io.patchbay.runtime;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/** A class path that names these services, as jars of plugs would. */
final class ServicesOnDisk {

    private final Path services;
    private final Path root;

    ServicesOnDisk(Path root) throws IOException {
        this.root = root;
        services = Files.createDirectories(root.resolve("META-INF/services"));
    }

    ServicesOnDisk name(Class<?> service, String implementation) throws IOException {
        Files.writeString(services.resolve(service.getName()), implementation + "\n");
        return this;
    }

    URLClassLoader loader() throws IOException {
        return new URLClassLoader(
                new URL[] {root.toUri().toURL()}, ServicesOnDisk.class.getClassLoader());
    }
}

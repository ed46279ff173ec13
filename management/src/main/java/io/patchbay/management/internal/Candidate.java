package io.patchbay.management.internal;

import io.patchbay.management.PlugStore;
import java.nio.file.Path;
import org.osgi.framework.Version;

/**
 * A jar that was judged fit to be installed, in a file of our own.
 *
 * @param name symbolic name of the bundle
 * @param version of the bundle
 * @param file the copy
 */
record Candidate(String name, Version version, Path file) {

    static Candidate of(PlugStore.Jar jar) {
        return new Candidate(jar.name(), Version.parseVersion(jar.version()), jar.file());
    }

    PlugStore.Jar jar() {
        return new PlugStore.Jar(name, version.toString(), file);
    }

    /** What the container calls it by. */
    String location() {
        return "reference:" + file.toUri();
    }

    @Override
    public String toString() {
        return name + " " + version;
    }
}

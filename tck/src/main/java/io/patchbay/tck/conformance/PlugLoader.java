package io.patchbay.tck.conformance;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/**
 * Loads the classes that lie where a plug lies anew, and all others where they are: as a container
 * does with a new version of the plug's bundle.
 */
final class PlugLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private PlugLoader(URL place, @Nullable ClassLoader parent) {
        super(new URL[] {place}, parent);
    }

    /**
     * A loader for the plug of {@code factory}.
     *
     * @throws AssertionError when nobody says where its classes are
     */
    static PlugLoader of(Class<?> factory) {
        return new PlugLoader(place(factory), factory.getClassLoader());
    }

    /** Where the classes of a plug lie: a jar or a folder. */
    static URL place(Class<?> factory) {
        CodeSource source = factory.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            throw new AssertionError(
                    "nobody says where "
                            + factory.getName()
                            + " was loaded from; run the kit on a plain class path");
        }
        return source.getLocation();
    }

    /** The factory's class, loaded anew, as an instance of its contract. */
    <F> F make(Class<?> factory, Class<F> contract) throws ReflectiveOperationException {
        Class<?> anew = Class.forName(factory.getName(), true, this);
        if (anew == factory) {
            throw new AssertionError(factory.getName() + " was not loaded anew");
        }
        return contract.cast(anew.getConstructor().newInstance());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null && isOwn(name)) {
                loaded = findClass(name);
            }
            return loaded == null ? super.loadClass(name, resolve) : loaded;
        }
    }

    private boolean isOwn(String name) {
        return !name.startsWith("io.patchbay.api.")
                && findResource(name.replace('.', '/') + ".class") != null;
    }
}

package io.patchbay.management.internal;

import java.nio.file.Path;

/**
 * Where everything is that is kept for the next start; {@link StateComponent} says it.
 *
 * @param path a folder, which need not be there yet
 */
public record StateFolder(Path path) {}

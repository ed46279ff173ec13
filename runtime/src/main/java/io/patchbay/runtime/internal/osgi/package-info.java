/**
 * The thin layer between a container's services and the heart of the runtime: {@link
 * PatchbayComponent} is told of services by Declarative Services, {@link ServicePlugs} carries them
 * in and out, {@link Stops} says how long a container's thread waits, {@link PrivateSettings} reads
 * what services do not show.
 */
@NullMarked
package io.patchbay.runtime.internal.osgi;

import org.jspecify.annotations.NullMarked;

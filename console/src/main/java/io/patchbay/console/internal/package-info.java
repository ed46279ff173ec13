/**
 * The web server's side of the console: who may come in, the page, and the API, which is made of
 * the {@link io.patchbay.management.resource.Resource} services of the container.
 */
@NullMarked
package io.patchbay.console.internal;

import org.jspecify.annotations.NullMarked;

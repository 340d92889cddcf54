export default {
  title: 'Platform',
};
